// Documents: dropped or chosen, translated by the service in the background, and downloaded.

import { say } from "./words.js";
import { $, ask, element } from "./service.js";

$("file").addEventListener("change", () => { for (const file of $("file").files) send(file); $("file").value = ""; });

for (const name of ["dragover", "dragenter"]) {
  $("drop").addEventListener(name, (event) => { event.preventDefault(); $("drop").classList.add("over"); });
}
$("drop").addEventListener("dragleave", () => $("drop").classList.remove("over"));
$("drop").addEventListener("drop", (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  for (const file of event.dataTransfer.files) send(file);
});

async function send(file) {
  const meter = element("progress", { max: 1 });
  meter.setAttribute("aria-label", file.name);
  const state = element("span", { className: "hint", textContent: say("waiting") });
  const row = element("li", {}, element("span", { className: "name", textContent: file.name }), meter, state);
  $("files").prepend(row);
  try {
    const form = new FormData();
    if ($("source").value !== "auto") form.append("source_lang", $("source").value);
    form.append("target_lang", $("target").value);
    if ($("glossary-choice").value) form.append("glossary_id", $("glossary-choice").value);
    form.append("file", file, file.name);
    const { document_id, document_key } = await (await ask("v2/document", { method: "POST", body: form })).json();
    for (;;) {
      const now = await (await ask(`v2/document/${document_id}`, { method: "POST", json: { document_key } })).json();
      if (now.status === "error") throw new Error(now.error_message);
      if (now.status === "done") break;
      if (now.sentences) {
        meter.max = now.sentences;
        meter.value = now.sentences_done;
        state.textContent = say("working", now.sentences_done, now.sentences);
      }
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    const result = await ask(`v2/document/${document_id}/result`, { method: "POST", json: { document_key } });
    const name = /filename\*=UTF-8''([^;]+)/.exec(result.headers.get("Content-Disposition") ?? "")?.[1];
    const link = element("a", {
      href: URL.createObjectURL(await result.blob()), download: name ? decodeURIComponent(name) : file.name,
      textContent: say("download"),
    });
    meter.remove();
    state.textContent = say("ready");
    row.append(link);
  } catch (error) {
    meter.remove();
    state.textContent = error instanceof TypeError ? say("offline") : error.message;
  }
}
