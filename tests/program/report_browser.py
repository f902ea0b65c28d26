"""Opens reports in a headless browser: report_browser.py PAGE [CHART...]. Prints what is wrong; CHARTs must be there."""
import argparse
import sys
from pathlib import Path

from browser import Browser

DRAWN = """[...document.querySelectorAll('.chart')].map(node =>
  [node.parentNode.id, node.querySelectorAll('svg').length, node.querySelectorAll('svg path, svg rect').length])"""


def check_charts(browser, say, where):
    charts = browser.run(DRAWN)
    if len(charts) < 2:
        say(f"{where}: only {len(charts)} charts")
    for name, pictures, shapes in charts:
        if pictures != 1 or shapes < 3:
            say(f"{where}: {name} has {pictures} pictures with {shapes} shapes")
    unlabelled = browser.run("""[...document.querySelectorAll('.chart, main svg[role=img], button, select, input')].filter(node =>
      !(node.getAttribute('aria-label') || node.textContent.trim() || node.closest('label'))).length""")
    if unlabelled:
        say(f"{where}: {unlabelled} elements without a name")
    return len(charts)


def check_twins(browser, say):
    """Every chart has its numbers in a table."""
    empty = browser.run("""(async () => {
      const twins = [...document.querySelectorAll('.twin, .fold')];
      twins.forEach(twin => { twin.open = true; });
      await new Promise(done => setTimeout(done, 300));
      const empty = twins.filter(twin => twin.querySelectorAll('tbody tr').length === 0).map(twin => twin.parentNode.id);
      const orphans = [...document.querySelectorAll('.chart')].filter(node => !node.parentNode.querySelector('.twin')).length;
      twins.forEach(twin => { twin.open = false; });
      return empty.concat(Array(orphans).fill('no table'));
    })()""")
    if empty:
        say(f"charts without a table: {empty}")


def check_width(browser, say, where):
    wide = browser.run("document.scrollingElement.scrollWidth - window.innerWidth")
    if wide > 0:
        say(f"{where}: the page is {wide} pixels too wide")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("charts", nargs="*", help="identifiers of charts that must be there")
    options = parser.parse_args()
    findings = []
    say = findings.append
    page = Path(options.page).resolve()
    with Browser() as browser:
        browser.open(page.as_uri() + "?lang=en&theme=light")
        browser.wait_for("document.documentElement.dataset.ready !== undefined")
        opened_ms, ready_ms = browser.run("[+document.documentElement.dataset.opened, +document.documentElement.dataset.ready]")
        charts = check_charts(browser, say, "English")
        there = [name for name, _, _ in browser.run(DRAWN)]
        findings.extend(f"there is no chart {name}, only {there}" for name in options.charts if name not in there)
        english = browser.run("document.querySelector('main').innerText")
        check_twins(browser, say)
        check_width(browser, say, "desktop")
        # The other language, without loading the page again.
        browser.run("window.mark = 1; document.getElementById('language-ko').click()")
        browser.wait_for("document.documentElement.dataset.ready !== undefined")
        if browser.run("document.documentElement.lang + window.mark") != "ko1":
            say("the language was not switched in place")
        if check_charts(browser, say, "Korean") != charts:
            say("another number of charts in Korean")
        korean = browser.run("document.querySelector('main').innerText")
        if korean == english or not any("가" <= letter <= "힣" for letter in korean):
            say("the Korean page is not in Korean")
        if any("가" <= letter <= "힣" for letter in english.replace("한국어", "")):
            say("the English page has Korean in it")
        check_twins(browser, say)
        browser.run("document.getElementById('theme').click()")
        browser.wait_for("document.documentElement.dataset.ready !== undefined")
        if browser.run("document.documentElement.dataset.theme") != "dark":
            say("the theme was not switched")
        # Printed at once, with the rest of the page still to be drawn.
        browser.open(page.as_uri() + "?lang=ko")
        undrawn = browser.run("""(() => { document.getElementById('language-en').click(); dispatchEvent(new Event('beforeprint'));
          return [...document.querySelectorAll('.chart')].filter(node => node.querySelector('svg') === null).length; })()""")
        if undrawn:
            say(f"{undrawn} charts are missing on paper")
        # As wide as A4 between its margins.
        browser.resize(703, 1000)
        browser.call("Emulation.setEmulatedMedia", media="print")
        cut = browser.run("""[...document.querySelectorAll('.scroll, main')].filter(node => node.scrollWidth > node.clientWidth + 1)
          .map(node => node.getAttribute('aria-label') || node.id)""")
        if cut:
            say(f"too wide for the paper: {cut}")
        browser.call("Emulation.setEmulatedMedia", media="")
        browser.resize(1280, 900)
        browser.run("dispatchEvent(new Event('afterprint'))")
        browser.run("document.getElementById('language-ko').click()")
        browser.wait_for("document.documentElement.dataset.ready !== undefined")
        pdf = browser.pdf()
        if not pdf.startswith(b"%PDF") or len(pdf) < 20_000:
            say(f"printing gave {len(pdf)} bytes")
        browser.resize(390, 844, True)
        browser.open(page.as_uri() + "?lang=ko")
        browser.wait_for("document.documentElement.dataset.ready !== undefined")
        check_charts(browser, say, "phone")
        check_width(browser, say, "phone")
        outside = [address for address in browser.requests if not address.startswith("file://" + str(page.parent))]
        if outside:
            say(f"asked for {outside[:3]}")
        if browser.run("typeof window.hacked") != "undefined":
            say("a name ran as a script")
        if browser.run("document.querySelectorAll('main img, main script, main iframe').length"):
            say("a name became an element")
        for problem in browser.problems:
            say(f"console: {problem}")
    for finding in findings:
        print(f"{page.name}: {finding}")
    print(f"{page.name}: {page.stat().st_size / 1e6:.2f} MB, {charts} charts, opened in {opened_ms} ms, all drawn in {ready_ms} ms, printed in {len(pdf)} bytes",
          file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
