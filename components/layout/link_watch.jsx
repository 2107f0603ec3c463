import { useEffect, useState } from "react";

/* Writes what the connection is onto <html data-link="up|down|offline">; the stylesheet shows the matching words.
   Until the first answer of the server there is no attribute: that reads "Connecting". */
export function LinkWatch({ isDown, isReady }) {
  const [isOnline, setOnline] = useState(true);
  useEffect(() => {
    const tell = () => setOnline(navigator.onLine);
    tell();
    addEventListener("online", tell);
    addEventListener("offline", tell);
    return () => {
      removeEventListener("online", tell);
      removeEventListener("offline", tell);
    };
  }, []);
  useEffect(() => {
    const state = !isOnline ? "offline" : isDown ? "down" : isReady ? "up" : null;
    if (state) document.documentElement.dataset.link = state;
  }, [isOnline, isDown, isReady]);
  return null;
}
