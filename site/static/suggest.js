// Suggests names while a visitor types into a search box. No page needs it: without it the form works as ever.
(function () {
  "use strict";

  var MOST = 8; // names at a time
  var PAUSE = 150; // milliseconds without a key before it asks
  var HAN = /[\u3400-\u9fff\uf900-\ufaff]/; // one of these says as much as two letters

  function suggest(box, number) {
    var list = document.createElement("datalist");
    var composing = false; // the text is not yet what is meant
    var timer;

    // A name taken from the list leaves nothing to suggest.
    function chosen(text) {
      return Array.from(list.options).some(function (option) { return option.value === text; });
    }

    function offer(record) {
      var option = document.createElement("option");
      option.value = record.name;
      list.appendChild(option);
    }

    function ask() {
      var text = box.value.trim();
      if (text.length < 2 && !HAN.test(text) || chosen(text)) return;
      var query = new URLSearchParams();
      query.set("q", text);
      fetch("/api/v1/suggest?" + query, { credentials: "omit" })
        .then(function (response) { return response.json(); })
        .then(function (answer) {
          if (composing || box.value.trim() !== text) return; // too late
          list.textContent = "";
          answer.data.slice(0, MOST).forEach(offer);
        })
        .catch(function () {}); // no names, then
    }

    function askSoon(event) {
      if (event.type !== "input") composing = event.type === "compositionstart";
      clearTimeout(timer);
      if (!composing) timer = setTimeout(ask, PAUSE);
    }

    list.id = "suggest-" + number;
    document.body.appendChild(list);
    box.setAttribute("list", list.id);
    ["input", "compositionstart", "compositionend"].forEach(function (type) {
      box.addEventListener(type, askSoon);
    });
  }

  if (!window.fetch || navigator.connection && navigator.connection.saveData) return;
  document.querySelectorAll("input[data-suggest]").forEach(suggest);
})();
