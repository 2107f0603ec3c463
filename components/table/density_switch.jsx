import { useSyncExternalStore } from "react";

const subscribe = (listener) => {
  addEventListener("refetch:density", listener);
  return () => removeEventListener("refetch:density", listener);
};
const current = () => document.documentElement.dataset.density;

/* Row height is a preference of this browser; pre_paint.js applies and remembers it. */
export function DensitySwitch() {
  const density = useSyncExternalStore(subscribe, current, () => "comfortable");
  return (
    <div className="rf-seg" role="group" aria-label="Density">
      {[["comfortable", "Comfortable"], ["compact", "Compact"]].map(([value, label]) => (
        <button key={value} type="button" aria-pressed={density === value} onClick={() => window.refetch.density(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}
