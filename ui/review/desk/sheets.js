// Two sheets above the desk: the roll, and the nearly sure faces.

const MOST_NAMES = 60

// Everybody on the roll, found by typing in either script.
function rosterSheet(view, chosen, unknown) {
  const { words } = view
  const everyone = [...view.store.pupils.values()]
  const list = make("div", { class: "roster", role: "listbox" })
  let found = everyone
  let place = 0
  const choose = (pupil) => {
    view.closeSheet()
    chosen(pupil)
  }
  const line = (pupil, index) =>
    make(
      "button",
      {
        type: "button",
        role: "option",
        class: `line ${index === place ? "at" : ""}`,
        "aria-selected": String(index === place),
        onclick: () => choose(pupil.id),
      },
      make("span", { class: "name", text: pupil.name }),
      make("span", { class: "also", text: `${pupil.also} · ${words.marks[pupil.mark] ?? ""}` }),
    )
  const show = () => {
    list.replaceChildren(...found.slice(0, MOST_NAMES).map(line))
    list.children[place]?.scrollIntoView({ block: "nearest" })
  }
  const search = () => {
    const typed = input.value.trim().toLocaleLowerCase()
    found = everyone.filter((pupil) => `${pupil.name} ${pupil.also}`.toLocaleLowerCase().includes(typed))
    place = 0
    show()
  }
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      place = Math.min(Math.max(place + step, 0), Math.max(found.length - 1, 0))
      show()
    } else if (event.key === "Enter" && found[place]) {
      event.stopPropagation()
      choose(found[place].id)
    } else return
    event.preventDefault()
  }
  const input = make("input", {
    type: "text",
    placeholder: words.type_name,
    "aria-label": words.type_name,
    autocomplete: "off",
    oninput: search,
    onkeydown: key,
  })
  const nobody = () => {
    view.closeSheet()
    unknown()
  }
  const parts = [input, unknown ? action(words.unknown, "", nobody) : null, list]
  view.openSheet(
    "roster",
    sheet(words.other, () => view.closeSheet(), words, ...parts),
  )
  show()
  input.focus()
}

// Face beside reference photo: what is not the same person is tapped away, the rest confirmed in one step.
class SureSheet {
  constructor(view, pairs) {
    const { words, store } = view
    Object.assign(this, { view, pairs, out: new Set() })
    for (const { question, pupil } of pairs) for (const name of [question.crops[0], `pupil:${pupil}`]) store.want(name)
    if (store.wanted.size) store.ask()
    this.confirm = action("", "⏎", () => this.done(), "first confirm")
    const cards = make("div", { class: "pairs" }, ...pairs.map((pair) => this.card(pair)))
    const help = make("p", { text: words.sure_help })
    view.openSheet(
      "sure",
      sheet(words.sure_title, () => view.closeSheet(), words, help, cards, this.confirm),
    )
    this.fill()
  }

  card({ question, pupil }) {
    const toggle = () => {
      if (!this.out.delete(question.id)) this.out.add(question.id)
      card.setAttribute("aria-pressed", String(!this.out.has(question.id)))
      this.fill()
    }
    const places = [question.crops[0], `pupil:${pupil}`].map((name) => make("span", { "data-picture": name }))
    const card = make(
      "button",
      { type: "button", class: "pair", "aria-pressed": "true", onclick: toggle },
      make("span", { class: "two" }, ...places),
      make("span", { class: "name", text: this.view.name(pupil) }),
      make("span", { class: "percent", text: question.candidates[0].percent }),
    )
    return card
  }

  // Put the pictures in that have come; nothing is confirmed before everything can be seen.
  fill() {
    const { store, over, words } = this.view
    const places = [...over.querySelectorAll("[data-picture]")]
    for (const place of places) place.replaceChildren(picture(store.pictures.get(place.dataset.picture), "", "small"))
    this.confirm.disabled = places.some((place) => store.wanted.has(place.dataset.picture))
    this.confirm.querySelector(".text").textContent = fill(words.confirm, { count: this.pairs.length - this.out.size })
  }

  done() {
    const kept = this.pairs.filter(({ question }) => !this.out.has(question.id))
    this.view.closeSheet()
    if (kept.length) this.view.store.confirm(kept)
  }
}
