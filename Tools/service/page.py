"""The page in Chromium: page.py URL DIRECTORY-FOR-PICTURES."""

import os
import shutil
import sys
import tempfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

url, pictures = sys.argv[1] + "/", sys.argv[2]
os.makedirs(pictures, exist_ok=True)
TEXT = ("The file could not be opened because it does not exist.\n\n"
        "Do you want to save the changes before closing the window? Open https://example.org in %s.")
failures = 0


def step(name, condition=True):
    global failures
    failures += not condition
    print(("ok      " if condition else "FAILED  ") + name)


def accessible(page, name):
    results = Axe().run(page)
    for violation in results.response["violations"]:
        print("   ", violation["id"], violation["help"], [n["target"] for n in violation["nodes"]][:3])
    step(f"axe finds nothing: {name}", results.violations_count == 0)


def open_page(browser, foreign, messages, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    page.on("request", lambda request: None if request.url.startswith((url, "blob:", "data:")) else foreign.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(url)
    page.locator("#source option").nth(1).wait_for(state="attached")
    return page


def translated(page):
    expect(page.locator(".sentence.waiting")).to_have_count(0, timeout=20000)
    expect(page.locator("#state")).not_to_have_text("", timeout=20000)
    page.wait_for_timeout(100)
    return page.locator("#output").inner_text()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"])
    foreign, messages = [], []
    page = open_page(browser, foreign, messages, viewport={"width": 1200, "height": 760}, locale="en-US")
    page.set_default_timeout(15000)

    page.locator("#input").press_sequentially("The file could not be opened", delay=15)
    output = translated(page)
    step("translates as one types", "Datei" in output)
    page.locator("#input").fill(TEXT)
    page.wait_for_timeout(400)
    output = translated(page)
    step("keeps paragraphs, addresses and placeholders", "\n\n" in output and "https://example.org" in output and "%s" in output)
    step("tells how sure it is", page.locator(".word").count() > 5)
    page.locator(".word").nth(1).hover()
    step("lights what a word stands for", page.locator("#echo mark").count() >= 1)
    page.screenshot(path=f"{pictures}/text.png")
    accessible(page, "text")

    page.locator("#source").select_option("auto")
    page.wait_for_timeout(400)
    translated(page)
    step("detects the language", "English" in page.locator("#detected").inner_text())

    page.locator(".sentence").first.click()
    page.locator("#alternatives li").first.wait_for()
    page.screenshot(path=f"{pictures}/sentence.png", full_page=True)
    accessible(page, "sentence")
    step("offers other translations", page.locator("#alternatives button").count() >= 1)
    page.locator("#edited").fill("Diese Datei gibt es nicht, also geht sie nicht auf.")
    page.locator("#keep").click()
    expect(page.locator("#edit-hint")).not_to_have_text("")
    page.reload()
    page.locator("#source option").nth(1).wait_for(state="attached")
    page.locator("#input").fill("The file could not be opened because it does not exist.")
    page.wait_for_timeout(400)
    step("keeps a correction", "Diese Datei gibt es nicht" in translated(page))
    page.locator(".sentence").first.click()
    page.locator("#forget").click()
    page.wait_for_timeout(500)
    step("forgets it again", "Diese Datei gibt es nicht" not in translated(page))

    page.locator("#show-glossaries").click()
    page.locator("#glossary-name").fill("Office")
    page.locator("#terms").fill("file = Akte")
    page.locator("#glossary button[type=submit]").click()
    expect(page.locator("#glossary-state")).not_to_have_text("")
    accessible(page, "glossaries")
    page.screenshot(path=f"{pictures}/glossaries.png")
    page.locator("#show-text").click()
    page.wait_for_timeout(500)
    step("keeps to a glossary", "Akte" in translated(page))
    page.locator("#show-glossaries").click()
    page.locator("#remove-glossary").click()
    page.wait_for_timeout(300)

    page.locator("#show-documents").click()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "guide.md")
        with open(path, "w") as file:
            file.write("# The guide\n\nOpen the *file* and read `it`.\n")
        page.locator("#file").set_input_files(path)
        with page.expect_download() as download:
            page.locator("#files a").click()
        with open(download.value.path()) as file:
            text = file.read()
        step("translates documents", download.value.suggested_filename == "guide_de.md" and text.startswith("# ") and "`it`" in text)
    accessible(page, "documents")
    page.screenshot(path=f"{pictures}/documents.png")
    page.locator("#show-text").click()

    page.keyboard.press("Alt+KeyS")
    step("says where there is no way back", page.locator("#problem").is_visible() or page.locator("#source").input_value() == "de")
    page.locator("#show-help").click()
    accessible(page, "help")
    page.keyboard.press("Escape")

    page.context.set_offline(True)
    page.locator("#input").fill("The network is gone.")
    page.wait_for_timeout(800)
    step("says that the service is gone", page.locator("#problem").is_visible())
    page.context.set_offline(False)
    messages[:] = [text for text in messages if "ERR_INTERNET_DISCONNECTED" not in text]

    dark = open_page(browser, foreign, messages, viewport={"width": 1200, "height": 760}, color_scheme="dark", locale="de-DE")
    dark.locator("#input").fill(TEXT)
    dark.wait_for_timeout(400)
    translated(dark)
    step("speaks German", dark.locator("#show-documents").inner_text() == "Dokumente")
    dark.screenshot(path=f"{pictures}/dark.png")
    accessible(dark, "dark")

    phone = open_page(browser, foreign, messages, viewport={"width": 360, "height": 740}, locale="en-US", has_touch=True)
    phone.locator("#input").fill("The file could not be opened. Do you want to try it again?")
    phone.wait_for_timeout(400)
    translated(phone)
    step("fits a phone", phone.evaluate("document.documentElement.scrollWidth") <= 360)
    phone.screenshot(path=f"{pictures}/phone.png")
    accessible(phone, "phone")
    phone.locator("#input").fill("مرحبا بالعالم")
    phone.wait_for_timeout(100)
    step("writes from right to left", phone.evaluate("getComputedStyle(document.getElementById('input')).direction") == "rtl")

    step(f"asks nobody else {foreign}", not foreign)
    step(f"has no complaint in the console {messages}", not messages)
    browser.close()
sys.exit(failures > 0)
