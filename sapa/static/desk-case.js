/* The case page and the intake form: open a move, count characters, insert, copy, keep drafts. All of it is comfort only. */
(function () {
  'use strict';
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  all('.only-script').forEach(function (part) { part.hidden = false; });

  function open(id) {
    var part = document.getElementById(id);
    if (!part) return false;
    if (part.tagName === 'DETAILS') part.open = true;
    var first = part.querySelector('input:not([type="hidden"]), textarea, select, button');
    part.scrollIntoView({ block: 'start' });
    if (first) first.focus({ preventScroll: true });
    return true;
  }
  all('[data-opens]').forEach(function (link) {
    link.addEventListener('click', function (event) { if (open(link.dataset.opens)) event.preventDefault(); });
  });

  all('textarea[data-limit]').forEach(function (area) {
    var note = document.createElement('p');
    note.className = 'hint';
    note.setAttribute('role', 'status');
    area.insertAdjacentElement('afterend', note);
    function count() {
      var left = Number(area.dataset.limit) - area.value.trim().length;
      note.textContent = (left < 0 ? area.dataset.over : area.dataset.left).replace('#', Math.abs(left));
      note.className = left < 0 ? 'wrong' : 'hint';
    }
    area.addEventListener('input', count);
    count();
  });

  function put(id, text) {
    var field = document.getElementById(id);
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  all('[data-insert]').forEach(function (button) {
    button.addEventListener('click', function () {
      put(button.dataset.into, button.dataset.insert);
      put(button.dataset.counts, button.dataset.answer);
      document.getElementById(button.dataset.into).focus();
    });
  });
  all('[data-fill]').forEach(function (button) {
    button.addEventListener('click', function () {
      var values = JSON.parse(button.dataset.fill);
      Object.keys(values).forEach(function (id) { put(id, values[id]); });
    });
  });
  all('[data-copy]').forEach(function (button) {
    button.addEventListener('click', function () {
      var field = document.getElementById(button.dataset.copy);
      field.select();
      navigator.clipboard.writeText(field.value).then(function () { button.textContent = button.dataset.done; });
    });
  });

  all('form[data-draft]').forEach(function (form) {
    var timer;
    var note = form.querySelector('[data-saved]');
    function save() {
      var body = new FormData();
      body.append('csrf_token', form.elements.csrf_token.value);
      body.append('draft_form', form.dataset.draft);
      new FormData(form).forEach(function (value, name) {
        if (typeof value === 'string' && name !== 'csrf_token') body.append(name, value);
      });
      fetch('/tasks/drafts', { method: 'POST', body: body, credentials: 'same-origin', redirect: 'error' })
        .then(function (answer) { if (answer.ok && note) note.hidden = false; })
        .catch(function () { /* tried again at the next letter */ });
    }
    form.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(save, 2500); });
    form.addEventListener('submit', function () { clearTimeout(timer); });
  });
}());
