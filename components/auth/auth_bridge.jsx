import { useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { currentSession, onSessionChange, signOut } from "./dev_session.js";

const EVERY = 3_000;
const RESEND_AFTER = 2_000;
const FRESH_ENOUGH_AFTER_A_BREAK = 2_000;
const SIGN_OUT_EVENT = "refetch:sign-out";
const SIGNED_OUT = "signed out";

// One slash, then neither slash nor backslash; no backslash, space or control character anywhere.
const OWN_PATH = /^\/(?![/\\])[^\u0000-\u0020\u007f\\]*$/;

function wantedPath(search) {
  const next = new URLSearchParams(search).get("next") ?? "";
  return next.length <= 2_000 && OWN_PATH.test(next) ? next : "/";
}

function plain(path) {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

/** Compares what the State holds with the browser's session, and sends what is missing. */
export function AuthBridge(props) {
  const { children, serverSid, isKnown, hydrated } = props;
  const navigate = useNavigate();
  const location = useLocation();
  const live = useRef({});
  const sent = useRef({ what: null, at: 0 });
  live.current = { ...props, navigate, location };

  useEffect(() => {
    let isOver = false;

    const reconcile = async (options) => {
      if (!live.current.hydrated) return;
      let session;
      try {
        session = await currentSession(options);
      } catch {
        return; // the provider does not answer: nothing is known, so nothing changes
      }
      if (isOver || !live.current.hydrated) return;
      tell(session);
      lead(session);
    };

    const tell = ({ sessionId, token }) => {
      const { serverSid, isKnown, onToken, onSignedOut } = live.current;
      const what = token || SIGNED_OUT;
      const isAgreed = isKnown && serverSid === sessionId;
      if (what === SIGNED_OUT && isAgreed) return;
      if (what === sent.current.what && (isAgreed || Date.now() - sent.current.at < RESEND_AFTER)) return;
      sent.current = { what, at: Date.now() };
      if (token) onToken?.(token);
      else onSignedOut?.();
    };

    const lead = ({ sessionId }) => {
      const { serverSid, signInPath, navigate, location } = live.current;
      const path = plain(location.pathname);
      if (path === signInPath) {
        if (sessionId && serverSid === sessionId) navigate(wantedPath(location.search), { replace: true });
      } else if (!sessionId) {
        const wanted = location.pathname + location.search;
        navigate(wanted === "/" ? signInPath : `${signInPath}?next=${encodeURIComponent(wanted)}`, { replace: true });
      }
    };

    const onLook = () => document.visibilityState === "visible" && reconcile({ maxAge: FRESH_ENOUGH_AFTER_A_BREAK });
    const onSignOut = () => signOut().catch((error) => console.warn("signing out:", error.message));
    const timer = setInterval(reconcile, EVERY);
    const forget = onSessionChange(reconcile);
    window.addEventListener("focus", onLook);
    window.addEventListener(SIGN_OUT_EVENT, onSignOut);
    document.addEventListener("visibilitychange", onLook);
    reconcile();
    return () => {
      isOver = true;
      clearInterval(timer);
      forget();
      window.removeEventListener("focus", onLook);
      window.removeEventListener(SIGN_OUT_EVENT, onSignOut);
      document.removeEventListener("visibilitychange", onLook);
    };
  }, [serverSid, isKnown, hydrated, location.pathname]);

  return children ?? null;
}
