// What the page says, in English and German. The words of page.html are English there, and here in German only.

const inPage = {
  "legend-unsure": "unsicher", "legend-lost": "sehr unsicher",
  "legend-use": "Zeigen Sie auf ein Wort, um zu sehen, wofür es steht; wählen Sie einen Satz, um andere zu sehen.",
  views: "Ansichten",
  text: "Text",
  documents: "Dokumente",
  glossaries: "Glossare",
  help: "Hilfe",
  from: "Übersetzen aus",
  to: "Übersetzen in",
  swap: "Sprachen tauschen",
  input: "Zu übersetzender Text",
  type: "Text eingeben oder einfügen",
  clear: "Leeren",
  copy: "Kopieren",
  translation: "Übersetzung",
  sentence: "Satz",
  alternatives: "Andere Übersetzungen",
  yours: "Ihre Übersetzung",
  keep: "Diese Übersetzung behalten",
  forget: "Korrektur vergessen",
  close: "Schließen",
  history: "Zuletzt, nur in diesem Fenster",
  drop: "Dokumente hierher ziehen oder auswählen:",
  "glossary-about": "Begriffe, die immer so übersetzt werden, wie Sie es sagen.",
  "glossary-use": "Benutztes Glossar",
  "glossary-name": "Name",
  "glossary-terms": "Je Zeile: Begriff, Tabulator oder =, Übersetzung",
  save: "Speichern",
  remove: "Entfernen",
  keys: "Tasten",
  "key-now": "Sofort übersetzen",
  "key-copy": "Übersetzung kopieren",
  "key-edit": "Satz korrigieren",
  "key-escape": "Satz schließen",
  "key-use": "Diese Tasten benutzen",
  "key-needed": "Dieser Dienst verlangt einen Schlüssel",
  key: "Schlüssel",
  "help-words": "Unterstrichen sind Wörter, deren sich das Modell nicht sicher war. Zeigen Sie auf ein Wort, um zu sehen, wofür es steht; wählen Sie einen Satz, um andere Übersetzungen zu sehen und ihn zu korrigieren.",
  privacy: "All das geschieht auf dem Rechner, der diese Seite liefert. Behalten wird nur, was Sie behalten wollen.",
};

// English and German.
const said = {
  detect: ["Detect language", "Sprache erkennen"],
  detected: ["Detected: %s", "Erkannt: %s"],
  characters: ["%s characters", "%s Zeichen"],
  translating: ["Translating …", "Übersetze …"],
  done: ["Done", "Fertig"],
  copied: ["Copied", "Kopiert"],
  unsure: ["unsure: %s %", "unsicher: %s %"],
  confidence: ["Confidence %s %", "Sicherheit %s %"],
  corrected: ["Corrected by somebody", "Von jemandem korrigiert"],
  kept: ["Kept; the sentence is translated like this from now on.", "Behalten; der Satz wird ab jetzt so übersetzt."],
  forgotten: ["Forgotten.", "Vergessen."],
  "no-keeping": ["This service keeps no corrections; the text has it all the same.", "Dieser Dienst behält keine Korrekturen; im Text steht sie trotzdem."],
  none: ["none", "keines"],
  new: ["New glossary", "Neues Glossar"],
  saved: ["Saved.", "Gespeichert."],
  offline: ["The service cannot be reached.", "Der Dienst ist nicht zu erreichen."],
  busy: ["The service is busy; trying again …", "Der Dienst ist ausgelastet; gleich noch einmal …"],
  waiting: ["waits", "wartet"],
  working: ["%s of %s sentences", "%s von %s Sätzen"],
  download: ["Download", "Herunterladen"],
  ready: ["ready", "fertig"],
  formats: ["Possible: %s", "Möglich: %s"],
  "no-alternatives": ["There are no others.", "Es gibt keine anderen."],
  "warn-copied": ["came out as it went in", "kam unverändert heraus"],
  "warn-numbers": ["numbers differ", "Zahlen weichen ab"],
  "warn-span": ["a placeholder was lost", "ein Platzhalter ging verloren"],
  "warn-repetition": ["repeats itself", "wiederholt sich"],
  "warn-length": ["strikingly long or short", "auffällig lang oder kurz"],
  "warn-empty": ["empty", "leer"],
  "warn-cut": ["cut off", "abgeschnitten"],
};

const isGerman = navigator.language.toLowerCase().startsWith("de");

export function say(name, ...values) {
  const text = said[name]?.[isGerman ? 1 : 0] ?? name;
  return values.reduce((text, value) => text.replace("%s", value), text);
}

export function speak() {
  if (!isGerman) return;
  document.documentElement.lang = "de";
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = inPage[element.dataset.text] ?? element.textContent;
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    if (inPage[element.dataset.label]) element.setAttribute("aria-label", inPage[element.dataset.label]);
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = inPage[element.dataset.placeholder];
}
