// Runs in <head> before the first paint. Sidebar width and row density belong to this browser only: they are
// applied here, so that nothing jumps, and they cost no round trip.
(function () {
  var root = document.documentElement;
  function remembered(key) {
    try { return localStorage.getItem(key); } catch (e) { return null; }
  }
  function prefer(name, value) {
    root.dataset[name] = value;
    try { localStorage.setItem("refetch." + name, value); } catch (e) { /* private window: this page only */ }
    dispatchEvent(new CustomEvent("refetch:" + name, { detail: value }));
  }
  root.dataset.sidebar = remembered("refetch.sidebar") || (matchMedia("(max-width: 1100px)").matches ? "collapsed" : "open");
  root.dataset.density = remembered("refetch.density") || "comfortable";
  window.refetch = {
    sidebar: function (value) { prefer("sidebar", value); },
    density: function (value) { prefer("density", value); },
  };

  // Shortcuts live on the elements: data-keys="/", "n" or "g u". A press focuses a field and clicks anything else.
  var pending = "";
  addEventListener("keydown", function (event) {
    var target = event.target instanceof Element ? event.target : root;
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    var layered = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]');
    if (typing || layered || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    var keys = pending + event.key.toLowerCase();
    pending = "";
    if (keys === "g") {
      pending = "g ";
      setTimeout(function () { pending = ""; }, 900);
      return;
    }
    var hit = Array.prototype.find.call(document.querySelectorAll("[data-keys]"), function (node) {
      return node.dataset.keys === keys && !node.disabled;
    });
    if (!hit) return;
    event.preventDefault();
    if (hit.tagName === "INPUT") hit.focus();
    else hit.click();
  });
})();
