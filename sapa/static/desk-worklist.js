/* The work list: the preview beside it, and the news that wait behind a button. Without this file rows are plain links. */
(function () {
  'use strict';
  var pane = document.querySelector('[data-pane]');
  var news = document.querySelector('[data-news]');
  var rows = Array.prototype.slice.call(document.querySelectorAll('.work[data-preview]'));
  var wide = matchMedia('(min-width: 1000px)');
  var asked = 0;

  function show(row) {
    if (!pane || !wide.matches || !row || !row.dataset.preview) return;
    var turn = asked += 1;
    pane.setAttribute('aria-busy', 'true');
    fetch(row.dataset.preview, { credentials: 'same-origin', redirect: 'error' })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); })
      .then(function (html) { if (turn === asked) pane.innerHTML = html; })
      .catch(function () { /* the row still opens its page */ })
      .finally(function () { if (turn === asked) pane.removeAttribute('aria-busy'); });
  }

  function pick(row) {
    document.querySelectorAll('.work[aria-current]').forEach(function (other) { other.removeAttribute('aria-current'); });
    row.setAttribute('aria-current', 'true');
    show(row);
  }

  document.addEventListener('sapa:pick', function (event) { show(event.target); });
  rows.forEach(function (row) {
    row.addEventListener('click', function (event) {
      if (!wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.detail === 0) return;
      if (row.hasAttribute('aria-current')) return; // a second click opens the page
      event.preventDefault();
      pick(row);
    });
  });
  if (rows.length && wide.matches) pick(rows[0]);

  function ask() {
    if (document.hidden) return;
    fetch(news.dataset.news, { credentials: 'same-origin', redirect: 'error' })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
      .then(function (found) {
        news.hidden = !found.newer;
        news.textContent = news.dataset.text + ' (' + found.newer + ')';
      })
      .catch(function () { /* asked again in a minute */ });
  }
  if (news) setInterval(ask, 60000);
}());
