"""Clients of LibreTranslate and DeepL against a running service: clients.py URL. Its key is 'secret'."""

import sys

import deepl
import libretranslatepy
from deep_translator import LibreTranslator
from libretranslate_aio import LibreTranslate

url = sys.argv[1]
text = "The file could not be opened."


def check(name, condition):
    print(("ok      " if condition else "FAILED  ") + name)
    if not condition:
        sys.exit(1)


api = libretranslatepy.LibreTranslateAPI(url + "/")
expected = api.translate(text, "en", "de")
check("libretranslatepy translate", expected and expected != text)
check("libretranslatepy languages", api.languages()[0]["code"] == "en")
check("libretranslatepy detect", api.detect("Where is the house?")[0]["language"] == "en")

translator = LibreTranslator(source="en", target="de", use_free_api=False, custom_url=url + "/", api_key="secret")
check("deep-translator", translator.translate(text) == expected)


with LibreTranslate(url) as client:
    check("libretranslate-aio", client.translate(text, "en", "de").translated_text == expected)

client = deepl.Translator("secret", server_url=url)
check("deepl translate", client.translate_text(text, target_lang="DE").text == expected)
check("deepl several", [r.text for r in client.translate_text([text, text], target_lang="DE")] == [expected] * 2)
check("deepl languages", "DE" in [language.code for language in client.get_target_languages()])
check("deepl usage", client.get_usage().character.count > 0)
html = client.translate_text("<p>The <b>file</b> is &lt;here&gt;.</p>", target_lang="DE", tag_handling="html").text
check("deepl html", html.startswith("<p>") and "<b>" in html and "&lt;" in html)
glossary = client.create_glossary("g", "EN", "DE", {"file": "Akte"})
check("deepl glossary", "Akte" in client.translate_text(text, source_lang="EN", target_lang="DE", glossary=glossary).text)
client.delete_glossary(glossary)
try:
    deepl.Translator("wrong", server_url=url).translate_text("a", target_lang="XX")
    check("deepl error", False)
except deepl.DeepLException:
    check("deepl error", True)
