"""What must hold on every page that anybody opens: language, headings, width, targets, focus, silence of the console."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Error, Page

#: Words of the framework that staff must never see, and small words that only an English sentence has.
ENGLISH = (
    "Save Cancel List Edit Add Search Reports Show Delete None True False Submit Login Logout Username Home "
    "Next Previous Back Yes Error Invalid Denied Record Choose Required Actions Order Filter "
    "the your this with and are was from which has have been cannot must"
).split()
SMALLEST = 24

_PAGE = """([english, smallest]) => {
  const found = [], root = document.documentElement;
  const named = el => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '') + (el.className && el.className.split ? '.' + el.className.split(' ').join('.') : '') + ' "' + (el.innerText || el.value || '').trim().slice(0, 40) + '"';
  const above = (el, test) => { for (let up = el; up; up = up.parentElement) if (test(getComputedStyle(up))) return true; return false; };
  const seen = el => { const r = el.getBoundingClientRect(); return r.width > 1 && r.height > 1 && el.checkVisibility({ visibilityProperty: true }) && !above(el, s => s.clip !== 'auto'); };
  if (root.lang !== 'id') found.push('html lang is ' + root.lang);
  if (!document.title.trim()) found.push('no title');
  const heads = document.querySelectorAll('h1').length;
  if (heads !== 1) found.push(heads + ' h1');
  const ids = {};
  document.querySelectorAll('[id]').forEach(el => { ids[el.id] = (ids[el.id] || 0) + 1; });
  Object.keys(ids).filter(id => ids[id] > 1).forEach(id => found.push('id twice: ' + id));

  const wide = root.scrollWidth - root.clientWidth;
  if (wide > 0) {
    const out = Array.from(document.querySelectorAll('main *')).filter(el => seen(el) && el.getBoundingClientRect().right > root.clientWidth + 1);
    found.push('scrolls sideways by ' + wide + ' px: ' + out.slice(0, 4).map(named).join(' | '));
  }

  const word = new RegExp('(?<![\\\\w@/.-])(' + english.join('|') + ')(?![\\\\w@/-])');
  const said = text => { const hit = word.exec(text || ''); if (hit) found.push('English "' + hit[1] + '" in: ' + text.trim().slice(0, 80)); };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const up = walk.currentNode.parentElement;
    if (!up.closest('script, style, code, pre, [lang="en"], .hash, .id')) said(walk.currentNode.textContent);
  }
  document.querySelectorAll('[placeholder], [title], [aria-label], [alt]').forEach(el => ['placeholder', 'title', 'aria-label', 'alt'].forEach(name => said(el.getAttribute(name))));

  document.querySelectorAll('input:not([type=hidden]), select, textarea').forEach(el => {
    if (seen(el) && !(el.labels && el.labels.length) && !el.getAttribute('aria-label') && !el.getAttribute('aria-labelledby')) found.push('no label: ' + el.name);
  });

  const whole = el => { const label = el.closest('label'); return (label || el).getBoundingClientRect(); };
  const targets = Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')).filter(el => seen(el) && !el.classList.contains('sr-only') && !el.classList.contains('skip'));
  const boxes = targets.map(whole), afloat = targets.map(el => above(el, s => s.position === 'fixed'));
  const inline = el => el.tagName === 'A' && getComputedStyle(el).display === 'inline' && el.parentElement.innerText.trim().length > el.innerText.trim().length;
  targets.forEach((el, at) => {
    const box = boxes[at];
    if (Math.min(box.width, box.height) >= smallest - 0.5 || inline(el)) return;
    const x = box.left + box.width / 2, y = box.top + box.height / 2, half = smallest / 2;
    const near = boxes.findIndex((other, where) => where !== at && afloat[where] === afloat[at] && !el.contains(targets[where]) && !targets[where].contains(el) && whole(targets[where]).left !== box.left &&
      Math.hypot(Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)) < half - 0.5);
    if (near >= 0) found.push('target ' + Math.round(box.width) + 'x' + Math.round(box.height) + ': ' + named(el) + ' beside ' + named(targets[near]));
  });
  return found;
}"""

_FOCUS = """() => {
  const faults = [];
  const can = Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')).filter(el => !el.disabled && el.checkVisibility());
  for (const el of can.slice(0, 40)) {
    el.focus();
    if (document.activeElement !== el) continue;
    const on = el.classList.contains('sr-only') ? el.closest('label') : el;
    const style = getComputedStyle(on);
    const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    if (!shown) faults.push('focus cannot be seen: ' + on.outerHTML.slice(0, 90));
  }
  return faults;
}"""


@dataclass
class Watch:
    """Listens to a page: what its console said in anger, and scripts that failed."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is an answer of its own; the browser notes its status as an error.
        refused = message.text.startswith("Failed to load resource") and "status of 4" in message.text
        if message.type == "error" and not refused:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, error: Error) -> None:
        self.faults.append(f"script: {error.message}")


def faults(page: Page) -> list[str]:
    """Everything wrong with the page as it stands."""
    return [f"{_path(page)}: {each}" for each in page.evaluate(_PAGE, [ENGLISH, SMALLEST])]


def focus_faults(page: Page) -> list[str]:
    """Controls whose focus a keyboard user cannot see."""
    page.keyboard.press("Tab")
    return [f"{_path(page)}: {each}" for each in page.evaluate(_FOCUS)]


def _path(page: Page) -> str:
    width = page.viewport_size["width"] if page.viewport_size else 0
    return f"{page.url.partition('//')[2].partition('/')[2] or '/'} at {width}"
