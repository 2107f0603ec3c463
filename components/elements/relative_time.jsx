import { useSyncExternalStore } from "react";

// One timer for all times on the page. A component draws again only when its own words change.
const listeners = new Set();
let timer = 0;

function subscribe(listener) {
  listeners.add(listener);
  timer ||= setInterval(() => listeners.forEach((tell) => tell()), 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = 0;
    }
  };
}

const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
const made = new Map();

function formatter(key, make) {
  const lang = document.documentElement.lang;
  // Plain "en" would put the month first; the day first cannot be misread.
  if (!made.has(key)) made.set(key, make(lang === "en" ? "en-GB" : lang || undefined));
  return made.get(key);
}

function relative(date) {
  const seconds = (Date.now() - date) / 1000;
  if (seconds < 10) return "now"; // also when the server's clock is ahead of this one
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["second", 1];
  const style = seconds < 86400 ? "short" : "long"; // 4 min ago, but: last month
  const format = formatter(style, (lang) => new Intl.RelativeTimeFormat(lang, { numeric: "auto", style }));
  const count = unit === "second" ? Math.floor(seconds / 5) * 5 : Math.floor(seconds / size);
  return format.format(-count, unit).replace(".", "");
}

function clock(date) {
  const today = new Date().toDateString() === date.toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const options = today ? time : { day: "numeric", month: "short", ...time };
  return formatter("clock" + today, (lang) => new Intl.DateTimeFormat(lang, options)).format(date);
}

function absolute(date) {
  const options = { dateStyle: "medium", timeStyle: "medium" };
  return formatter("absolute", (lang) => new Intl.DateTimeFormat(lang, options)).format(date);
}

const FORMATS = { relative, clock, absolute };

/* at: ISO text or Unix seconds. Words are made in the browser; the server's rendering stays empty, so that
   the first paint cannot disagree with a page that was rendered yesterday. */
export function RelativeTime({ at, format = "relative", prefix = "", fallback = "", className = "" }) {
  const date = at ? new Date(typeof at === "number" ? at * 1000 : at) : null;
  const known = date !== null && !Number.isNaN(date.getTime());
  const words = useSyncExternalStore(subscribe, () => (known ? FORMATS[format](date) : fallback), () => "");
  if (!known) return <span className={"rf-time " + className}>{words && prefix + words}</span>;
  return (
    <time className={"rf-time " + className} dateTime={date.toISOString()} title={words && absolute(date)}>
      {words && prefix + words}
    </time>
  );
}
