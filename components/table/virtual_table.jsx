import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";

const HEAD = 34; // px, the sticky header
const CARD = 60; // px, a row on a narrow screen: title over two values
const OVERSCAN = 6;
const AHEAD = 12; // rows before the end at which the next page is asked for

const media = "(max-width: 767px)";
const subscribeNarrow = (listener) => {
  const query = matchMedia(media);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
};
const subscribeDensity = (listener) => {
  addEventListener("refetch:density", listener);
  return () => removeEventListener("refetch:density", listener);
};
const isNarrowNow = () => matchMedia(media).matches;
const isCompactNow = () => document.documentElement.dataset.density === "compact";

function shown(text, kind) {
  if (text === "" || text === undefined || text === null) return <span className="rf-muted">—</span>;
  if (kind === "boolean") return text === "true" || text === true ? "Yes" : "No";
  if (kind === "datetime") return <DateCell text={text} />;
  return String(text);
}

function DateCell({ text }) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || undefined;
  const day = date.toLocaleDateString(lang, { day: "numeric", month: "short", year: "numeric" });
  return <time dateTime={text} title={date.toLocaleString(lang, { dateStyle: "medium", timeStyle: "medium" })}>{day}</time>;
}

function track(column) {
  return column.width || "minmax(120px, 1fr)";
}

function least(column) {
  const pixels = /^(\d+)px$/.exec(column.width || "");
  return pixels ? Number(pixels[1]) : 120;
}

/* Rows beyond the window are not in the document: about 40 row elements, however long the list is. */
export function VirtualTable({
  columns = [], rows = [], rowHeight = 36, titleLabel = "", selectedId = "", sort = "", listKey = "", label = "Rows", total = -1,
  isFetchingNext = false, isNextError = false, hasNext = false, isStale = false, onEndReached, onSelect, onSort,
}) {
  const box = useRef(null);
  const isNarrow = useSyncExternalStore(subscribeNarrow, isNarrowNow);
  const isCompact = useSyncExternalStore(subscribeDensity, isCompactNow);
  const height = isNarrow ? CARD : isCompact ? Math.max(28, rowHeight - 6) : rowHeight;
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);

  // The active row stays in the document when it scrolls away, so that the keyboard never loses its place.
  const rangeExtractor = useCallback(
    (range) => {
      const indexes = defaultRangeExtractor(range);
      return active < range.count && !indexes.includes(active) ? [...indexes, active].sort((a, b) => a - b) : indexes;
    },
    [active],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: () => height,
    scrollMargin: isNarrow ? 0 : HEAD,
    scrollPaddingStart: isNarrow ? 0 : HEAD,
    overscan: OVERSCAN,
    rangeExtractor,
  });
  useLayoutEffect(() => virtual.measure(), [height]);

  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? -1;

  // Another list (search, order): start at the top again.
  const opened = useRef(listKey + sort);
  useEffect(() => {
    if (opened.current === listKey + sort) return;
    opened.current = listKey + sort;
    setActive(0);
    box.current?.scrollTo({ top: 0 });
  }, [listKey, sort]);

  // Ask once for each state of the list; when rows have grown it is another state, and the end can be reached again.
  const asked = useRef("");
  const state = `${rows.length}:${rows.at(-1)?.id}:${listKey}:${sort}`;
  useEffect(() => {
    if (!hasNext || isFetchingNext || isNextError || rows.length === 0 || last < rows.length - AHEAD || asked.current === state) return;
    asked.current = state;
    onEndReached?.();
  }, [last, state, hasNext, isFetchingNext, isNextError]);

  const move = (index) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    wantsFocus.current = true;
    setActive(next);
    virtual.scrollToIndex(next);
  };
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    box.current?.querySelector(`[data-index="${active}"]`)?.focus({ preventScroll: true });
  }, [active, items]);

  const onKeyDown = (event) => {
    if (!event.target.matches('[role="row"]')) return;
    const page = Math.max(1, Math.floor((box.current.clientHeight - HEAD) / height) - 1);
    const steps = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      move(steps[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (rows[active]) onSelect?.(rows[active].id);
    }
  };

  const grid = useMemo(() => {
    const all = titleLabel ? [{ width: "minmax(180px, 1.6fr)" }, ...columns] : columns;
    const minWidth = all.reduce((sum, column) => sum + least(column) + 16, 32);
    return { gridTemplateColumns: all.map(track).join(" "), minWidth };
  }, [columns, titleLabel]);
  const template = isNarrow ? undefined : grid;
  const offset = titleLabel ? 2 : 1;

  return (
    <div className="rf-vwrap">
      <div
        ref={box}
        className="rf-vtable"
        role="grid"
        aria-label={label}
        aria-readonly="true"
        aria-rowcount={total >= 0 ? total + 1 : hasNext ? -1 : rows.length + 1}
        aria-colcount={columns.length + offset - 1}
        aria-busy={isFetchingNext}
        data-stale={isStale}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={isNarrow ? "rf-sr" : "rf-vhead-group"}>
          <div role="row" aria-rowindex={1} className="rf-vrow rf-vhead" style={template}>
            {titleLabel && <span role="columnheader" aria-colindex={1}>{titleLabel}</span>}
            {columns.map((column, index) => (
              <Head key={column.name} column={column} place={index + offset} sort={sort} onSort={onSort} isReachable={!isNarrow} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className="rf-vbody" style={{ height: virtual.getTotalSize(), minWidth: template?.minWidth }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              <div
                key={item.key}
                role="row"
                className="rf-vrow"
                data-index={item.index}
                data-card={isNarrow || undefined}
                aria-rowindex={item.index + 2}
                aria-selected={row.id === selectedId}
                tabIndex={item.index === active ? 0 : -1}
                style={{ ...template, height, transform: `translateY(${item.start - (isNarrow ? 0 : HEAD)}px)` }}
                onFocus={() => setActive(item.index)}
                onClick={() => onSelect?.(row.id)}
              >
                {isNarrow ? <Card row={row} columns={columns} /> : <Cells row={row} columns={columns} hasTitle={Boolean(titleLabel)} />}
              </div>
            );
          })}
        </div>
      </div>
      <Tail isFetchingNext={isFetchingNext} isNextError={isNextError} onRetry={onEndReached} />
    </div>
  );
}

function Head({ column, place, sort, onSort, isReachable }) {
  const order = sort === column.name ? "ascending" : sort === "-" + column.name ? "descending" : "none";
  const align = column.align === "right" ? " rf-right" : "";
  if (!column.is_sortable) return <span role="columnheader" aria-colindex={place} className={"rf-truncate" + align}>{column.label}</span>;
  return (
    <span role="columnheader" aria-colindex={place} aria-sort={order} className={"rf-truncate" + align}>
      <button type="button" className="rf-thbtn" tabIndex={isReachable ? 0 : -1} onClick={() => onSort?.(column.name)}>
        {column.label}
        <span aria-hidden="true" className="rf-sort" data-order={order} />
      </button>
    </span>
  );
}

function Cells({ row, columns, hasTitle }) {
  const offset = hasTitle ? 2 : 1;
  return (
    <>
      {hasTitle && <span role="rowheader" aria-colindex={1} className="rf-truncate rf-vtitle">{row.title}</span>}
      {columns.map((column, index) => (
        <span
          key={column.name}
          role={index + offset === 1 ? "rowheader" : "gridcell"}
          aria-colindex={index + offset}
          title={row.cells[index] || undefined}
          className={"rf-truncate" + (index + offset === 1 ? " rf-vtitle" : " rf-muted") + (column.align === "right" ? " rf-right rf-num" : "")}
        >
          {shown(row.cells[index], column.kind)}
        </span>
      ))}
    </>
  );
}

function Card({ row, columns }) {
  const pairs = columns.map((column, index) => [column, row.cells[index]]);
  const facts = pairs.filter(([, text]) => text && text !== row.title).slice(0, 2);
  return (
    <>
      <span role="rowheader" className="rf-truncate rf-vtitle">{row.title}</span>
      <span role="gridcell" className="rf-truncate rf-sub">
        {facts.map(([column, text], index) => (
          <span key={column.name}>
            {index > 0 && " · "}
            <span className="rf-sr">{column.label + ": "}</span>
            {shown(text, column.kind)}
          </span>
        ))}
      </span>
    </>
  );
}

function Tail({ isFetchingNext, isNextError, onRetry }) {
  return (
    <div className="rf-vtail" role="status">
      {isFetchingNext && "Loading more…"}
      {!isFetchingNext && isNextError && (
        <>
          More rows could not be read.
          <button type="button" className="rf-linkbtn" onClick={() => onRetry?.()}>Retry</button>
        </>
      )}
    </div>
  );
}
