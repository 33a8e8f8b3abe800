// The page's small script: open an article at the quote, copy an answer, edit a question, read the ticked documents.
"use strict";

(() => {
  const WIDE = "(min-width: 60rem)";
  let opener = null;

  function panel() {
    let aside = document.getElementById("article");
    if (!aside) {
      aside = document.createElement("aside");
      aside.id = "article";
      aside.hidden = true;
      aside.setAttribute("role", "dialog");
      aside.setAttribute("aria-labelledby", "article-title");
      aside.innerHTML =
        '<div class="bar"><span class="where" aria-hidden="true"></span>' +
        '<button type="button" class="close">×</button></div><div class="body"></div>';
      aside.querySelector(".close").addEventListener("click", close);
      document.body.append(aside);
    }
    return aside;
  }

  async function open(link) {
    const aside = panel();
    const address = new URL(link.href);
    address.searchParams.set("fragment", "true");
    address.searchParams.set("lang", document.documentElement.lang === "fr" ? "fr" : "en");
    let response;
    try {
      response = await fetch(address);
    } catch {
      window.location.href = link.href; // the browser shows what is wrong with the connection
      return;
    }
    const body = aside.querySelector(".body");
    body.innerHTML = await response.text(); // escaped by the server; the policy bars scripts
    aside.querySelector(".close").setAttribute("aria-label", body.firstElementChild.dataset.close);
    aside.querySelector(".where").textContent = body.querySelector("h1").textContent;
    opener = link;
    aside.hidden = false;
    document.documentElement.classList.add("article-open");
    const mark = aside.querySelector("mark");
    if (mark) {
      mark.scrollIntoView({ block: "center" });
      mark.focus({ preventScroll: true });
    } else {
      body.scrollTop = 0;
      aside.querySelector(".close").focus();
    }
  }

  function close() {
    panel().hidden = true;
    document.documentElement.classList.remove("article-open");
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea"); // where the clipboard is barred: a page without https
      area.value = text;
      area.className = "unseen";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 1500);
  }

  let saving = "";

  function save(place) {
    saving = place;
    document.getElementById("save-answer").click(); // the server writes it: saved()
  }

  function edit(text) {
    const box = document.querySelector("#question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open-article");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    }
    const copying = event.target.closest("button.copy");
    if (copying) copy(copying);
    const editing = event.target.closest("button.edit-question");
    if (editing) edit(editing.dataset.question);
    const keeping = event.target.closest("button.save");
    if (keeping) save(keeping.dataset.place);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel().hidden) close();
  });

  // A new question or answer comes into view; an older one that somebody is reading stays where it is.
  let shown = 0;
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#conversation .exchange");
    if (questions.length > shown) {
      questions[questions.length - 1].scrollIntoView({ block: "start", behavior: "smooth" });
    }
    shown = questions.length;
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.depeche = {
    setLanguage(language) {
      document.documentElement.lang = language;
    },
    // The place, in the conversation, of the answer to save.
    toSave() {
      return saving;
    },
    // Hands an answer, as JSON text, to the browser as a file.
    saved(text) {
      if (!text) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = `depeche-${JSON.parse(text).receipt.asked_at.slice(0, 19).replaceAll(":", "-")}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
    // The ids ticked, "1,2,3"; "" for none.
    ticked() {
      return [...document.querySelectorAll("#documents input:checked")].map((box) => box.value).join(",");
    },
    // The same, for removal; null where the person thought better of it.
    chosen() {
      const ids = this.ticked();
      if (!ids) return "";
      return window.confirm(document.querySelector("#documents table").dataset.confirm) ? ids : null;
    },
  };
})();
