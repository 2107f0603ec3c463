import { useEffect, useRef, useState } from "react";

/* A text field that tells the server when typing pauses. The text belongs to the browser: an answer to
   something typed earlier never undoes what was typed since. */
export function SearchInput({ value = "", placeholder, delay = 250, maxLength = 200, shortcut, onSearch }) {
  const [text, setText] = useState(value);
  const sent = useRef([]); // what the server has been told and has not yet repeated
  const timer = useRef(0);

  useEffect(() => {
    const echo = sent.current.lastIndexOf(value);
    if (echo >= 0) {
      sent.current = sent.current.slice(echo + 1);
      return;
    }
    if (!timer.current) setText(value); // changed elsewhere: filters cleared, another address
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = (next) => {
    clearTimeout(timer.current);
    timer.current = 0;
    if (next === (sent.current.at(-1) ?? value)) return;
    sent.current.push(next);
    onSearch?.(next);
  };
  const type = (next) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(next), delay);
  };
  return (
    <input
      type="search"
      name="q"
      autoComplete="off"
      spellCheck={false}
      value={text}
      placeholder={placeholder}
      maxLength={maxLength}
      data-keys={shortcut || undefined}
      onChange={(event) => type(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") tell(text);
        if (event.key === "Escape" && text === "") event.target.blur();
      }}
    />
  );
}
