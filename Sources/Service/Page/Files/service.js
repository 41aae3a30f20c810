// Asking the service, and small things that all parts of the page need.

import { say } from "./words.js";

export const $ = (id) => document.getElementById(id);

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export const key = { get value() { return sessionStorage.getItem("key") ?? ""; } };

export async function ask(path, options = {}) {
  const headers = { ...(options.headers ?? {}) };
  if (key.value) headers.Authorization = `Bearer ${key.value}`;
  let body = options.body;
  if (options.json) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.json);
  }
  const answer = await fetch(path, { ...options, headers, body, cache: "no-store" });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const error = new Error(problem.error ?? problem.message ?? answer.statusText);
  error.status = answer.status;
  error.wait = Number(answer.headers.get("Retry-After") ?? 0);
  throw error;
}

export function complain(error) {
  $("problem").textContent = !error ? "" : error instanceof TypeError ? say("offline") : error.message;
  $("problem").hidden = !error;
}

// The values of an answer that has one a line.
export async function* linesOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
}
