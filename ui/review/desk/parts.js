// Small parts of the desk. Text from data goes through textContent only.

function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue
    if (name === "class") made.className = value
    else if (name === "text") made.textContent = value
    else if (name === "style") Object.assign(made.style, value)
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (value === true) made.setAttribute(name, "")
    else if (value !== false) made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== false))
  return made
}

// A sentence with its places filled: "{count} left".
function fill(text, places) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole))
}

// A face's picture, or its empty place while it is on its way.
function picture(source, alt, kind) {
  if (!source) return make("div", { class: `picture waits ${kind}`, role: "img", "aria-label": alt })
  const shown = make("img", { class: `picture ${kind}`, alt, draggable: "false" })
  shown.src = source
  return shown
}

// A button with its key. The key is for the eye: it acts through the page's own listener.
function action(text, key, work, kind = "") {
  return make(
    "button",
    { type: "button", class: `action ${kind}`, onclick: work, "data-key": key },
    make("span", { class: "text", text }),
    key ? make("kbd", { text: key, "aria-hidden": "true" }) : null,
  )
}

// A sheet above the desk that Escape or its button closes.
function sheet(title, close, words, ...children) {
  return make(
    "div",
    { class: "sheet", role: "dialog", "aria-label": title },
    make(
      "div",
      { class: "sheet-top" },
      make("strong", { text: title }),
      make("button", { type: "button", class: "close", onclick: close, "aria-label": words.close, text: "✕" }),
    ),
    ...children,
  )
}

// An address inside this browser for a picture that came as base64; "" stays, for one that is gone.
function address(source) {
  if (!source) return ""
  const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0))
  return URL.createObjectURL(new Blob([bytes], { type: "image/webp" }))
}
