const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|[^"\w-]+|./g;
const LINES = 2000;

function spans(line) {
  return Array.from(line.matchAll(TOKENS), ([text, string, colon, word, number], index) => {
    if (string && colon) return [<span key={index} className="rf-jk">{string}</span>, <span key={index + "c"} className="rf-jp">{colon}</span>];
    const kind = string ? "rf-js" : word ? "rf-jb" : number ? "rf-jn" : "rf-jp";
    return <span key={index} className={kind}>{text}</span>;
  });
}

/* Text in, coloured text out: nothing in it is ever read as markup. */
export function JsonView({ text = "", label }) {
  const lines = text.split("\n");
  const hidden = lines.length - LINES;
  return (
    <pre className="rf-json" tabIndex={0} role="region" aria-label={label}>
      {lines.slice(0, LINES).map((line, index) => (
        <span key={index} className="rf-json-line">{spans(line)}</span>
      ))}
      {hidden > 0 && <span className="rf-json-line rf-muted">{`… ${hidden} more lines. Copy the JSON to see them.`}</span>}
    </pre>
  );
}
