import { useState } from "react";
import { signIn } from "./dev_session.js";

/** A button for each person; pressing it begins a session, and the bridge takes it from there. */
export function PeopleList({ people }) {
  const [chosen, setChosen] = useState("");
  const [problem, setProblem] = useState("");

  const choose = async (email) => {
    setChosen(email);
    setProblem("");
    try {
      await signIn(email);
    } catch (error) {
      // fetch itself fails with a TypeError, whose words are the browser's and no help.
      setProblem(error instanceof TypeError ? "The server does not answer. Try again shortly." : error.message);
    } finally {
      setChosen("");
    }
  };

  return (
    <>
      <ul className="rf-people">
        {people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              className="rf-user"
              disabled={chosen !== ""}
              aria-busy={chosen === person.email}
              data-email={person.email}
              onClick={() => choose(person.email)}
            >
              <span className="rf-avatar" data-hue={person.hue} aria-hidden="true">
                {person.initials}
              </span>
              <span className="rf-grow rf-user-text">
                <span className="rf-user-name rf-truncate">{person.name}</span>
                <span className="rf-user-meta rf-truncate">{person.organisation}</span>
              </span>
              <span className="rf-tag" data-tone={person.tone}>
                {person.role}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div role="alert">
        {problem && (
          <p className="rf-note" data-tone="danger">
            {problem}
          </p>
        )}
      </div>
    </>
  );
}
