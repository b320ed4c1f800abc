// Before the first paint, so that a page in the dark does not flash.
(function () {
  const kept = localStorage.getItem('twister2-theme');
  if (kept) document.documentElement.dataset.theme = kept;
})();
