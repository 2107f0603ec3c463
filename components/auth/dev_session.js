// The browser's session with the development provider. One of these per tab; tabs tell each other when it changes.
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

const RENEW_BEFORE_END = 15_000;
const ASK_AGAIN_WHEN_SIGNED_OUT = 15_000;

// Pages are also drawn while they are built, where an open channel would keep the build from ending.
const channel = typeof window === "undefined" || !window.BroadcastChannel ? null : new BroadcastChannel("refetch-session");
const listeners = new Set();

let known = null; // { sessionId, token, askedAt, renewAt }
let asking = null; // the request under way
let generation = 0; // counts sign-ins and sign-outs, here or in another tab

/** Calls `listener` after every sign-in and sign-out, in this tab or another. Returns what ends that. */
export function onSessionChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Who is signed in, with a token good for at least 15 seconds; both texts are empty when nobody is. Rejects when unknown. */
export function currentSession({ maxAge = Infinity } = {}) {
  const now = Date.now();
  if (known && now < known.renewAt && now - known.askedAt < maxAge) return Promise.resolve(known);
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

export async function signIn(email) {
  await post("sign-in", { email });
  announce();
}

export async function signOut() {
  await post("sign-out");
  announce();
}

async function ask() {
  for (;;) {
    const asked = generation;
    const askedAt = Date.now();
    const answer = await post("token");
    // Somebody signed in or out meanwhile: this answer may be from before.
    if (asked !== generation) continue;
    const keep = answer.session_id ? answer.expires_in * 1000 - RENEW_BEFORE_END : ASK_AGAIN_WHEN_SIGNED_OUT;
    known = { sessionId: answer.session_id, token: answer.token, askedAt, renewAt: askedAt + keep };
    return known;
  }
}

async function post(path, body) {
  // The pages may come from another port than the API, as they do in development.
  const answer = await fetch(new URL(`/api/dev-auth/${path}`, getBackendURL(env.PING)), {
    method: "POST",
    credentials: "include",
    cache: "no-store",
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  const content = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(content?.detail ?? "Signing in is not possible at the moment. Try again shortly.");
  return content;
}

function announce() {
  channel?.postMessage("changed");
  onChange();
}

function onChange() {
  generation += 1;
  known = null;
  listeners.forEach((tell) => tell());
}

if (channel) channel.onmessage = onChange;
