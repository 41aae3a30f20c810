// The page of the service. Texts are put into it as text only (the policy sees to that), nothing is loaded from
// elsewhere, and nothing that is typed goes into an address or outlives the window.

import { say, speak } from "./words.js";
import { $, ask, complain, element, key, linesOf } from "./service.js";
import "./documents.js";

speak();

const rightToLeft = new Set(["ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"]);
const direction = (code) => (rightToLeft.has(code.split("-")[0]) ? "rtl" : "ltr");

// ---- Languages

let languages = [];
let settings = {};
const nameOf = (code) => languages.find((one) => one.code === code)?.name ?? code;

async function start() {
  const locale = document.documentElement.lang;
  [languages, settings] = await Promise.all([
    ask("languages", { headers: { "Accept-Language": locale } }).then((answer) => answer.json()),
    ask("frontend/settings").then((answer) => answer.json()),
  ]);
  const wish = wished();
  $("source").append(element("option", { value: "auto", textContent: say("detect") }));
  for (const { code, name, targets } of languages) {
    if (targets.some((target) => target !== code)) $("source").append(element("option", { value: code, textContent: name }));
  }
  $("source").value = wish.source ?? settings.language.source.code;
  if (!$("source").value) $("source").value = "auto";
  offerTargets(wish.target ?? settings.language.target.code);
  $("formats").textContent = say("formats", settings.supportedFilesFormat.join(" "));
  $("file").accept = settings.supportedFilesFormat.join(",");
  if (settings.keyRequired && !key.value) $("key").showModal();
  if (wish.text) $("input").value = wish.text;
  await readGlossaries();
  changed();
  translate();
}

// #en/de/text never reaches the server; ?source=&target=&q= is what others link to.
function wished() {
  const [source, target, ...text] = location.hash.slice(1).split("/");
  if (source && target) return { source, target, text: decodeURIComponent(text.join("/")) };
  const query = new URLSearchParams(location.search);
  const wish = { source: query.get("source"), target: query.get("target"), text: query.get("q") };
  if (location.search) history.replaceState(null, "", location.pathname);
  return wish;
}

function offerTargets(wanted) {
  const source = $("source").value;
  const targets = new Set();
  for (const one of languages) {
    if (source !== "auto" && one.code !== source) continue;
    for (const code of one.targets) if (source === "auto" || code !== source) targets.add(code);
  }
  const before = wanted ?? $("target").value;
  $("target").replaceChildren(
    ...[...targets].map((code) => element("option", { value: code, textContent: nameOf(code) })));
  if (targets.has(before)) $("target").value = before;
}

$("source").addEventListener("change", () => { offerTargets(); $("detected").textContent = ""; again(); });
$("target").addEventListener("change", again);

function again() {
  known.clear();
  readGlossaryTerms();
  translate();
}

$("swap").addEventListener("click", () => {
  const from = $("source").value === "auto" ? (lastSource || "auto") : $("source").value;
  const to = $("target").value;
  if (!languages.some((one) => one.code === to && one.targets.includes(from))) {
    complain(new Error(`${nameOf(to)} → ${nameOf(from)}?`));
    return;
  }
  const text = plainOutput();
  $("source").value = to;
  offerTargets(from);
  if (text) $("input").value = text;
  changed();
  again();
});

// ---- Typing

let timer = 0;
let running = null;
let lastSource = "";
const known = new Map(); // what a sentence became, so that only what is new waits
let sentences = [];

$("input").addEventListener("input", () => {
  changed();
  clearTimeout(timer);
  timer = setTimeout(translate, 250);
});

function changed() {
  const text = $("input").value;
  $("echo").replaceChildren(text + "\n");
  $("input").style.height = "";
  $("clear").hidden = !text;
  $("size").textContent = text ? say("characters", [...text].length.toLocaleString()) : "";
}

$("clear").addEventListener("click", () => { $("input").value = ""; changed(); translate(); $("input").focus(); });

async function translate() {
  clearTimeout(timer);
  running?.abort();
  const mine = (running = new AbortController());
  const text = $("input").value;
  closeSentence();
  if (!text.trim()) {
    sentences = [];
    $("output").replaceChildren();
    $("state").textContent = $("detected").textContent = "";
    $("copy").hidden = true;
    complain();
    return;
  }
  $("state").textContent = say("translating");
  try {
    const answer = await ask("v1/translate", {
      method: "POST", signal: mine.signal, headers: { Accept: "application/x-ndjson" },
      json: {
        text, source: $("source").value, target: $("target").value,
        ...($("glossary-choice").value ? { glossary_id: $("glossary-choice").value } : {}),
      },
    });
    for await (const line of linesOf(answer)) {
      if (running !== mine) return;
      take(line);
    }
    complain();
    $("state").textContent = say("done");
    remember(text);
  } catch (error) {
    if (error.name === "AbortError") return;
    $("state").textContent = "";
    if (error.status === 503 || error.status === 429) {
      $("state").textContent = say("busy");
      timer = setTimeout(translate, 1000 * Math.max(1, error.wait));
    } else {
      complain(error);
    }
  }
}

function take(line) {
  if (line.error) throw new Error(line.error);
  if (line.outline) return lay(line);
  if (line.result) return fill(line.sentence, line.result);
}

// Puts the sentences in their places: translated where they are known, greyed where they are to come.
function lay({ outline, source, target, detected }) {
  lastSource = source;
  $("detected").textContent = detected && $("source").value === "auto" ? say("detected", nameOf(source)) : "";
  const { sources, before, after } = outline[0];
  const output = $("output");
  output.lang = target;
  output.dir = direction(target);
  $("input").lang = source;
  sentences = [];
  let offset = 0;
  const parts = [];
  sources.forEach((text, index) => {
    parts.push(before[index]);
    offset += before[index].length;
    const span = element("span", { className: "sentence waiting", textContent: known.get(text)?.translation ?? "…" });
    span.tabIndex = 0;
    span.setAttribute("role", "button");
    sentences.push({ span, source: text, offset, result: null });
    span.addEventListener("click", () => openSentence(index));
    span.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); openSentence(index); }
    });
    parts.push(span);
    offset += text.length;
  });
  output.replaceChildren(...parts, after);
  $("copy").hidden = false;
  sources.forEach((text, index) => { if (known.has(text)) fill(index, known.get(text)); });
}

function fill(index, result) {
  const sentence = sentences[index];
  if (!sentence) return;
  known.set(sentence.source, result);
  sentence.result = result;
  const { span } = sentence;
  span.className = "sentence";
  span.classList.toggle("kept", !!result.corrected);
  span.classList.toggle("warned", !!result.warnings?.length);
  const parts = [];
  let end = 0;
  for (const word of result.words ?? []) {
    parts.push(result.translation.slice(end, word.start));
    const text = result.translation.slice(word.start, word.end);
    const made = element("span", { className: "word", textContent: text });
    if (word.confidence < 0.5) {
      made.classList.add(word.confidence < 0.2 ? "lost" : "unsure");
      made.title = say("unsure", Math.round(100 * word.confidence));
    }
    made.addEventListener("pointerenter", () => light(sentence, word, made));
    made.addEventListener("pointerleave", () => light());
    parts.push(made);
    end = word.end;
  }
  span.replaceChildren(...parts, result.translation.slice(end));
}

// Lights a word of the translation, and what stands behind it in the source.
function light(sentence, word, made) {
  for (const lit of document.querySelectorAll(".word.lit")) lit.classList.remove("lit");
  const text = $("input").value;
  if (!word) return void $("echo").replaceChildren(text + "\n");
  made.classList.add("lit");
  const parts = [];
  let end = 0;
  for (const [from, to] of word.sources) {
    const start = sentence.offset + from;
    if (start < end || text.slice(sentence.offset, sentence.offset + sentence.source.length) !== sentence.source) continue;
    parts.push(text.slice(end, start), element("mark", { textContent: text.slice(start, sentence.offset + to) }));
    end = sentence.offset + to;
  }
  $("echo").replaceChildren(...parts, text.slice(end) + "\n");
}

const plainOutput = () => $("output").textContent;

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(plainOutput());
  } catch {
    getSelection().selectAllChildren($("output"));
    document.execCommand("copy");
  }
  $("state").textContent = say("copied");
});

// ---- A sentence

let open = -1;

async function openSentence(index, edits = false) {
  const sentence = sentences[index];
  if (!sentence?.result) return;
  open = index;
  for (const { span } of sentences) span.removeAttribute("aria-current");
  sentence.span.setAttribute("aria-current", "true");
  const { result } = sentence;
  $("sentence").hidden = false;
  $("sentence-source").textContent = sentence.source;
  $("sentence-source").lang = lastSource;
  $("edited").value = result.translation;
  $("edited").lang = $("target").value;
  $("forget").hidden = !result.corrected || !settings.suggestions;
  $("edit-hint").textContent = "";
  const facts = [];
  if (result.corrected) facts.push(say("corrected"));
  if (result.confidence !== undefined) facts.push(say("confidence", Math.round(100 * result.confidence)));
  for (const warning of result.warnings ?? []) facts.push(`⚠ ${say(`warn-${warning}`)}`);
  $("sentence-facts").textContent = facts.join(" · ");
  $("alternatives").replaceChildren();
  if (edits) $("edited").focus();
  try {
    const answer = await ask("v1/translate", {
      method: "POST", json: { text: sentence.source, source: lastSource, target: $("target").value, alternatives: 4 },
    });
    const { translations } = await answer.json();
    if (open !== index) return;
    const others = translations[0].alternatives;
    $("alternatives").replaceChildren(
      ...(others.length ? others : []).map((text) =>
        element("li", {}, Object.assign(element("button", { type: "button", textContent: text, lang: $("target").value }), {
          onclick: () => { $("edited").value = text; use(sentence, text); },
        }))),
      ...(others.length ? [] : [element("li", { className: "hint", textContent: say("no-alternatives") })]));
  } catch (error) {
    complain(error);
  }
}

function use(sentence, text) {
  fill(sentences.indexOf(sentence), { ...sentence.result, translation: text, words: [], corrected: true, warnings: [] });
}

function closeSentence() {
  open = -1;
  $("sentence").hidden = true;
  for (const { span } of sentences) span.removeAttribute("aria-current");
}

$("close").addEventListener("click", () => { const span = sentences[open]?.span; closeSentence(); span?.focus(); });

$("edit").addEventListener("submit", async (event) => {
  event.preventDefault();
  const sentence = sentences[open];
  const text = $("edited").value.trim();
  if (!sentence || !text) return;
  use(sentence, text);
  if (!settings.suggestions) {
    $("edit-hint").textContent = say("no-keeping");
    return;
  }
  try {
    await ask("v1/corrections", {
      method: "PUT",
      json: { source_text: sentence.source, target_text: text, source: lastSource, target: $("target").value },
    });
    $("edit-hint").textContent = say("kept");
    $("forget").hidden = false;
  } catch (error) {
    complain(error);
  }
});

$("forget").addEventListener("click", async () => {
  const sentence = sentences[open];
  try {
    await ask("v1/corrections", {
      method: "DELETE", json: { source_text: sentence.source, source: lastSource, target: $("target").value },
    });
    known.delete(sentence.source);
    $("edit-hint").textContent = say("forgotten");
    translate();
  } catch (error) {
    complain(error);
  }
});

// ---- What was translated before, in this window

function remember(text) {
  const past = JSON.parse(sessionStorage.getItem("past") ?? "[]");
  const entry = { text, source: $("source").value, target: $("target").value };
  // What was typed on is one entry, not many.
  const rest = past.filter((one) => one.text !== text && !text.startsWith(one.text));
  if (text.length < 20000) sessionStorage.setItem("past", JSON.stringify([entry, ...rest].slice(0, 20)));
  showPast();
}

function showPast() {
  const past = JSON.parse(sessionStorage.getItem("past") ?? "[]");
  $("past").hidden = past.length < 2;
  $("history").replaceChildren(
    ...past.slice(1).map((entry) =>
      element("li", {}, Object.assign(element("button", { type: "button", textContent: entry.text.slice(0, 120) }), {
        onclick: () => {
          $("source").value = entry.source;
          offerTargets(entry.target);
          $("input").value = entry.text;
          changed();
          again();
        },
      }))));
}

// ---- Glossaries

let glossaries = [];

async function readGlossaries(chosen = "") {
  glossaries = (await (await ask("v3/glossaries")).json()).glossaries;
  $("glossary-choice").replaceChildren(
    element("option", { value: "", textContent: say("none") }),
    ...glossaries.map((one) => element("option", { value: one.glossary_id, textContent: one.name })));
  $("glossary-choice").value = chosen;
  await readGlossaryTerms();
}

async function readGlossaryTerms() {
  const id = $("glossary-choice").value;
  $("remove-glossary").hidden = !id;
  const glossary = glossaries.find((one) => one.glossary_id === id);
  $("glossary-name").value = glossary?.name ?? "";
  $("terms").value = "";
  if (!glossary || lastPair().includes("auto")) return;
  const [source, target] = lastPair();
  try {
    const answer = await ask(`v3/glossaries/${id}/entries?source_lang=${source}&target_lang=${target}`);
    $("terms").value = (await answer.json()).dictionaries[0].entries;
  } catch {
    $("terms").value = "";
  }
}

const lastPair = () => [$("source").value === "auto" ? lastSource || "auto" : $("source").value, $("target").value];

$("glossary-choice").addEventListener("change", again);

$("glossary").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [source_lang, target_lang] = lastPair();
  const entries = $("terms").value.split("\n").filter((line) => line.trim())
    .map((line) => line.replace(/\s*(\t|=)\s*/, "\t")).join("\n");
  const dictionary = { source_lang, target_lang, entries, entries_format: "tsv" };
  const id = $("glossary-choice").value;
  try {
    if (id) {
      await ask(`v3/glossaries/${id}/dictionaries`, { method: "PUT", json: dictionary });
      await ask(`v3/glossaries/${id}`, { method: "PATCH", json: { name: $("glossary-name").value } });
      await readGlossaries(id);
    } else {
      const name = $("glossary-name").value.trim() || say("new");
      const answer = await ask("v3/glossaries", { method: "POST", json: { name, dictionaries: [dictionary] } });
      await readGlossaries((await answer.json()).glossary_id);
    }
    $("glossary-state").textContent = say("saved");
    complain();
    known.clear();
    translate();
  } catch (error) {
    complain(error);
  }
});

$("remove-glossary").addEventListener("click", async () => {
  try {
    await ask(`v3/glossaries/${$("glossary-choice").value}`, { method: "DELETE" });
    await readGlossaries();
    known.clear();
    translate();
  } catch (error) {
    complain(error);
  }
});

// ---- Views, keys, help

const views = ["text", "documents", "glossaries"];
for (const name of views) {
  $(`show-${name}`).addEventListener("click", () => {
    for (const other of views) {
      $(`view-${other}`).hidden = other !== name;
      $(`show-${other}`).setAttribute("aria-pressed", String(other === name));
    }
  });
}

$("show-help").addEventListener("click", () => $("help").showModal());
$("key").addEventListener("close", () => {
  sessionStorage.setItem("key", $("api-key").value.trim());
  readGlossaries().then(translate, complain);
});

document.addEventListener("keydown", (event) => {
  if (!$("shortcuts").checked || $("help").open || $("key").open) return;
  if (event.ctrlKey && event.key === "Enter") translate();
  else if (event.altKey && event.code === "KeyS") $("swap").click();
  else if (event.altKey && event.code === "KeyC") $("copy").click();
  else if (event.key === "F2") openSentence(Math.max(0, sentences.findIndex(({ span }) => span === document.activeElement)), true);
  else if (event.key === "Escape" && open >= 0) $("close").click();
  else return;
  event.preventDefault();
});

start().catch(complain);
