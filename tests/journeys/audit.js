/* What the journeys ask of every page; each function returns a list of sentences. Read by audit.py. */
({
  page(english, smallest) {
    const found = [];
    const root = document.documentElement;
    const all = selector => Array.from(document.querySelectorAll(selector));
    const named = el => `${el.tagName.toLowerCase()}.${el.getAttribute('class') || ''} "${(el.innerText || '').trim().slice(0, 40)}"`;
    const above = (el, test) => el !== null && (test(getComputedStyle(el)) || above(el.parentElement, test));

    // Seen by eyes: drawn, and not cut down to a dot for screen readers.
    function seen(el) {
      const box = el.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && el.checkVisibility({ visibilityProperty: true })
        && !above(el, style => style.clip !== 'auto');
    }

    function frame() {
      if (root.lang !== 'id') found.push(`html lang is ${root.lang}`);
      if (!document.title.trim()) found.push('no title');
      if (all('h1').length !== 1) found.push(`${all('h1').length} h1`);
      const ids = all('[id]').map(el => el.id);
      new Set(ids.filter((id, at) => ids.indexOf(id) !== at)).forEach(id => found.push(`id twice: ${id}`));
    }

    function width() {
      const over = root.scrollWidth - root.clientWidth;
      if (over <= 0) return;
      const out = all('main *').filter(el => seen(el) && el.getBoundingClientRect().right > root.clientWidth + 1);
      found.push(`scrolls sideways by ${over} px: ${out.slice(0, 4).map(named).join(' | ')}`);
    }

    function language() {
      const word = new RegExp(`(?<![\\w@/.-])(${english.join('|')})(?![\\w@/-])`);
      const check = text => {
        const hit = word.exec(text || '');
        if (hit) found.push(`English "${hit[1]}" in: ${text.trim().slice(0, 80)}`);
      };
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const text = walk.currentNode;
        if (!text.parentElement.closest('script, style, code, pre, [lang="en"], .hash, .id')) check(text.textContent);
      }
      for (const name of ['placeholder', 'title', 'aria-label', 'alt']) {
        all(`[${name}]`).forEach(el => check(el.getAttribute(name)));
      }
    }

    function labels() {
      all('input:not([type=hidden]), select, textarea').filter(seen).forEach(el => {
        const named = el.labels?.length || el.getAttribute('aria-label') || el.getAttribute('aria-labelledby');
        if (!named) found.push(`no label: ${el.name}`);
      });
    }

    // WCAG 2.5.8: at least so large, or a circle of that size around it touches no other target; links in text are free.
    function targets() {
      const others = all('a[href], button, input:not([type=hidden]), select, textarea, summary')
        .filter(el => seen(el) && !el.matches('.sr-only, .skip'))
        .map(el => ({ el, box: (el.closest('label') || el).getBoundingClientRect(), floats: above(el, style => style.position === 'fixed') }));
      const inText = ({ el }) => el.tagName === 'A' && getComputedStyle(el).display === 'inline'
        && el.parentElement.innerText.trim().length > el.innerText.trim().length;
      for (const one of others) {
        const { el, box } = one;
        if (Math.min(box.width, box.height) >= smallest - 0.5 || inText(one)) continue;
        const x = box.left + box.width / 2;
        const y = box.top + box.height / 2;
        const near = others.find(other => other !== one && other.floats === one.floats && other.box.left !== box.left
          && !el.contains(other.el) && !other.el.contains(el)
          && Math.hypot(Math.max(other.box.left - x, 0, x - other.box.right),
            Math.max(other.box.top - y, 0, y - other.box.bottom)) < smallest / 2 - 0.5);
        if (near) found.push(`target ${Math.round(box.width)}x${Math.round(box.height)}: ${named(el)} beside ${named(near.el)}`);
      }
    }

    // A form that the browser checks by itself speaks the browser's language.
    function forms() {
      Array.from(document.forms).filter(form => !form.noValidate
        && Array.from(form.elements).some(el => el.required || ['email', 'url', 'number'].includes(el.type)))
        .forEach(form => found.push(`checked by the browser: ${form.getAttribute('action')}`));
    }

    [frame, width, language, labels, targets, forms].forEach(rule => rule());
    return found;
  },

  focus(most) {
    const found = [];
    const can = Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary'))
      .filter(el => !el.disabled && el.checkVisibility());
    for (const el of can.slice(0, most)) {
      el.focus();
      const on = el.classList.contains('sr-only') ? el.closest('label') : el;
      const style = getComputedStyle(on);
      const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      if (document.activeElement === el && !ringed && style.boxShadow === 'none') {
        found.push(`focus cannot be seen: ${on.outerHTML.slice(0, 90)}`);
      }
    }
    return found;
  },
})
