// The desk on the screen: the face, whom it may be, the answers, and what becomes of them.

class View {
  constructor(root, words) {
    this.root = root
    this.words = words
    this.sheet = undefined
    this.store = new Store(() => this.draw())
    this.photo = new PhotoSheet(this)
    this.onkey = (event) => this.key(event)
    document.addEventListener("keydown", this.onkey)
    this.timer = setInterval(() => {
      this.store.tick()
      this.drawState()
    }, 500)
    this.body = make("div", { class: "desk" })
    this.over = make("div", { class: "over" })
    this.state = make("span", { class: "state", role: "status" })
    root.replaceChildren(this.body, this.over)
  }

  close() {
    document.removeEventListener("keydown", this.onkey)
    clearInterval(this.timer)
    this.root.replaceChildren()
  }

  name(pupil) {
    return this.store.pupils.get(pupil)?.name ?? ""
  }

  // ---- drawing

  draw() {
    const store = this.store
    if (!store.item) return
    if (this.sheet === "photo") this.photo.refresh()
    if (this.sheet === "sure") this.fillSure()
    const question = store.question()
    const left = store.left()
    this.body.replaceChildren(
      this.top(left),
      ...this.notices(),
      left.length === 0 && (!question || store.decided.has(question.id)) ? this.done() : this.decision(question),
      this.strip(),
      this.last(),
    )
    this.drawState()
  }

  drawState() {
    const kind = this.store.state()
    const count = this.store.taps.length
    this.state.className = `state ${kind}`
    this.state.textContent = kind === "saved" ? `✓ ${this.words.saved}` : kind === "saving" ? `… ${this.words.saving}`
      : `! ${fill(this.words.not_saved, { count })}`
  }

  top(left) {
    const { words } = this
    return make(
      "div", { class: "top" },
      make("strong", { class: "left", text: fill(left.length === 1 ? words.one_left : words.left, { count: left.length }) }),
      this.state,
      make("span", { class: "room" }),
      this.sure().length > 1 ? action(fill(words.sure, { count: this.sure().length }), "A", () => this.openSure(), "plain") : null,
      action(words.photo, "P", () => this.photo.open(), "plain"),
      action(words.keys, "?", () => this.openKeys(), "plain"),
    )
  }

  notices() {
    return [...this.store.refused].map(([id, text]) => {
      const question = this.store.questions.get(id)
      return make(
        "div", { class: "notice", role: "alert" },
        question ? picture(this.store.pictures.get(question.crops[0]), "", "tiny") : null,
        make("span", { text: `! ${text}` }),
        question && id !== this.store.current ? action(this.words.look, "", () => this.store.show(id), "plain") : null,
        action(this.words.seen, "", () => { this.store.refused.delete(id); this.draw() }, "plain"),
      )
    })
  }

  decision(question) {
    const { words, store } = this
    if (!question) return make("div", { class: "waiting", text: words.loading })
    const candidates = store.candidates(question)
    const state = store.stateOf(question)
    const decided = store.decided.get(question.id)
    const already = decided ? this.said(decided.kind === "sure" ? { ...decided, kind: "one_sure" } : decided) : state === "named" ? fill(words.named, { name: this.name(question.pupil) }) : undefined
    return make(
      "div", { class: "decision" },
      make(
        "section", { class: "face" },
        make("h4", { text: state === "unknown" ? words.unknown_face : words.who }),
        make("div", { class: "crops" }, ...question.crops.slice(0, 4).map((name, place) =>
          picture(store.pictures.get(name), words.face, place === 0 && question.crops.length < 3 ? "large" : "middle"))),
        make("div", { class: "side", text: question.side }),
        already ? make("div", { class: "already", text: already }) : null,
      ),
      make(
        "section", { class: "candidates" },
        make("h4", { text: candidates.length ? words.may_be : words.nobody_proposed }),
        make("div", { class: "cards" }, ...candidates.slice(0, 3).map((one, place) => this.candidate(one, place))),
      ),
      state === "open" ? null : this.absent(),
      make(
        "section", { class: "answers" },
        candidates.length ? action(fill(words.not_this, { name: this.name(candidates[0].pupil) }), "N", () => store.strike(candidates[0].pupil)) : null,
        action(words.other, "O", () => this.openRoster((pupil) => store.name(pupil))),
        action(words.unknown, "U", () => store.decide("unknown")),
      ),
    )
  }

  candidate({ pupil, percent }, place) {
    const name = this.name(pupil)
    return make(
      "button", { type: "button", class: `card ${place === 0 ? "first" : ""}`, onclick: () => this.store.name(pupil), "data-key": place + 1 },
      picture(this.store.pictures.get(`pupil:${pupil}`), fill(this.words.reference_of, { name }), "middle"),
      make("span", { class: "name" }, make("kbd", { text: place + 1, "aria-hidden": "true" }), ` ${fill(this.words.yes, { name })}`),
      make("span", { class: "percent", text: fill(this.words.similar, { percent }) }),
    )
  }

  // The pupils whom no face was named as, to be looked at beside a face that nobody was named for.
  absent() {
    const found = this.store.unrecognised()
    if (!found.length) return null
    return make(
      "section", { class: "absent" },
      make("h4", { text: this.words.not_recognised }),
      make("div", { class: "wall" }, ...found.map((pupil) => make(
        "button", { type: "button", class: "small-card", onclick: () => this.store.name(pupil.id) },
        picture(this.store.pictures.get(`pupil:${pupil.id}`), "", "small"),
        make("span", { text: pupil.name }),
      ))),
    )
  }

  strip() {
    const { store, words } = this
    const signs = { saved: "✓", saving: "…", refused: "!", open: "" }
    const words_of = { saved: words.decided, saving: words.saving, refused: words.changed, open: words.undecided }
    return make("div", { class: "strip" }, ...store.seen.map((id, place) => {
      const decided = store.decided.get(id)
      const unsaved = decided && store.taps.some((tap) => tap.id === decided.id)
      const state = store.refused.has(id) ? "refused" : unsaved ? "saving" : decided || this.store.closed(id) ? "saved" : "open"
      return make("button", {
        type: "button", class: `pill ${state} ${id === store.current ? "current" : ""}`, onclick: () => store.show(id),
        "aria-label": `${place + 1}: ${words_of[state]}`, title: words_of[state], text: `${place + 1}${signs[state]}`,
      })
    }))
  }

  last() {
    const last = this.store.history.at(-1)
    if (!last) return make("div", { class: "last" })
    const named = last.pupil !== undefined && last.pupil !== null && last.kind !== "not_this"
    return make(
      "div", { class: "last" },
      make("span", { text: this.said(last) }),
      action(this.words.undo, "Z", () => this.store.undo(), "plain"),
      named && last.faces ? action(this.words.keep, "K", () => this.keep(), "plain") : null,
    )
  }

  said(tap) {
    const places = { name: this.name(tap.pupil), count: tap.questions?.length }
    return fill({
      same: this.words.said_name, one_sure: this.words.said_name, other: this.words.said_name, unknown: this.words.said_unknown, not_this: this.words.said_not,
      sure: this.words.said_sure, tag: tap.pupil ? this.words.said_tag : this.words.said_tag_unknown,
    }[tap.kind], places)
  }

  done() {
    const { words, store } = this
    const strangers = store.pastOpen ? [] : store.strangers
    return make(
      "div", { class: "done" },
      make("p", { class: "well", text: `✓ ${words.all_decided}` }),
      make(
        "div", { class: "answers" },
        words.leads_on ? action(words.next_item, "⏎", () => store.go("next"), "first") : null,
        strangers.length ? action(fill(words.strangers, { count: strangers.length }), "L", () => store.lookAtStrangers()) : null,
        words.leads_on ? action(words.to_list, "", () => store.go("list")) : null,
      ),
    )
  }

  // ---- sheets

  openSheet(kind, content) {
    this.sheet = kind
    this.over.replaceChildren(content)
    this.over.classList.add("open")
    content.querySelector("input")?.focus()
  }

  closeSheet() {
    this.sheet = undefined
    this.store.photo = undefined
    this.over.replaceChildren()
    this.over.classList.remove("open")
  }

  // Everybody on the roll, found by typing in either script.
  openRoster(chosen, unknown) {
    const { words, store } = this
    const everyone = [...store.pupils.values()]
    const list = make("div", { class: "roster", role: "listbox" })
    let found = everyone
    let place = 0
    const choose = (pupil) => {
      this.closeSheet()
      chosen(pupil)
    }
    const show = () => {
      list.replaceChildren(...found.slice(0, 60).map((pupil, index) => make(
        "button", { type: "button", role: "option", class: `line ${index === place ? "at" : ""}`, "aria-selected": String(index === place), onclick: () => choose(pupil.id) },
        make("span", { class: "name", text: pupil.name }), make("span", { class: "also", text: `${pupil.also} · ${words.marks[pupil.mark] ?? ""}` }),
      )))
      list.children[place]?.scrollIntoView({ block: "nearest" })
    }
    const input = make("input", {
      type: "text", placeholder: words.type_name, "aria-label": words.type_name, autocomplete: "off",
      oninput: () => {
        const typed = input.value.trim().toLocaleLowerCase()
        found = everyone.filter((pupil) => `${pupil.name} ${pupil.also}`.toLocaleLowerCase().includes(typed))
        place = 0
        show()
      },
      onkeydown: (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          place = Math.min(Math.max(place + (event.key === "ArrowDown" ? 1 : -1), 0), Math.max(found.length - 1, 0))
          event.preventDefault()
          show()
        } else if (event.key === "Enter" && found[place]) {
          event.preventDefault()
          event.stopPropagation()
          choose(found[place].id)
        }
      },
    })
    const nobody = unknown ? action(words.unknown, "", () => { this.closeSheet(); unknown() }) : null
    this.openSheet("roster", sheet(words.other, () => this.closeSheet(), words, input, nobody, list))
    show()
    input.focus()
  }

  // The faces whose first candidate is nearly sure.
  sure() {
    const { store } = this
    return store.left().map((id) => store.questions.get(id)).filter((one) => one && store.nearlySure.includes(one.id) && !store.struck.get(one.id)?.size)
      .map((question) => ({ question, pupil: question.candidates[0].pupil }))
  }

  openSure() {
    const { words, store } = this
    const pairs = this.sure()
    if (!pairs.length) return
    for (const { question, pupil } of pairs) for (const name of [question.crops[0], `pupil:${pupil}`]) store.want(name)
    if (store.wanted.size) store.ask()
    const out = new Set()
    const count = make("span")
    const confirm = action("", "⏎", () => {
      const kept = pairs.filter(({ question }) => !out.has(question.id))
      this.closeSheet()
      if (kept.length) store.confirm(kept)
    }, "first confirm")
    confirm.firstChild.replaceWith(count)
    const say = () => { count.textContent = fill(words.confirm, { count: pairs.length - out.size }) }
    const cards = pairs.map(({ question, pupil }) => {
      const card = make(
        "button", { type: "button", class: "pair", "aria-pressed": "true", onclick: () => {
          if (out.has(question.id)) out.delete(question.id)
          else out.add(question.id)
          card.setAttribute("aria-pressed", String(!out.has(question.id)))
          say()
        } },
        make("span", { class: "two" }, make("span", { "data-picture": question.crops[0] }), make("span", { "data-picture": `pupil:${pupil}` })),
        make("span", { class: "name", text: this.name(pupil) }), make("span", { class: "percent", text: question.candidates[0].percent }),
      )
      return card
    })
    say()
    this.openSheet("sure", sheet(words.sure_title, () => this.closeSheet(), words, make("p", { text: words.sure_help }), make("div", { class: "pairs" }, ...cards), confirm))
    this.confirmSure = () => confirm.click()
    this.fillSure()
  }

  // Put the pictures in that have come; nothing is confirmed before everything can be seen.
  fillSure() {
    for (const place of this.over.querySelectorAll("[data-picture]")) {
      const name = place.dataset.picture
      if (!place.firstChild || this.store.pictures.has(name)) place.replaceChildren(picture(this.store.pictures.get(name), "", "small"))
    }
    const missing = [...this.over.querySelectorAll("[data-picture]")].some((place) => this.store.wanted.has(place.dataset.picture))
    this.over.querySelector(".confirm").disabled = missing
  }

  openKeys() {
    const rows = this.words.key_list.map(([key, text]) => make("div", { class: "key-row" }, make("kbd", { text: key }), make("span", { text })))
    this.openSheet("keys", sheet(this.words.keys, () => this.closeSheet(), this.words, make("div", { class: "keys" }, ...rows)))
  }

  keep() {
    const last = this.store.history.at(-1)
    if (last?.faces && last.pupil) this.store.ask({ keep: { faces: last.faces, pupil: last.pupil } })
  }

  // ---- keys: by their place on the keyboard, so that they work while it writes Devanagari

  key(event) {
    const { store } = this
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !store.item) return
    const target = event.composedPath()[0]
    const typing = target instanceof HTMLElement && (target.matches("input, textarea, select, [contenteditable]"))
    if (event.key === "Escape" && this.sheet) return this.handled(event, () => this.closeSheet())
    if (typing) return
    if (this.sheet === "sure" && event.key === "Enter") return this.handled(event, () => this.confirmSure())
    if (this.sheet === "photo" && this.photo.key(event)) return this.handled(event)
    if (this.sheet) return
    const question = store.question()
    const candidates = question ? store.candidates(question) : []
    const digit = /^(?:Digit|Numpad)([123])$/.exec(event.code)
    const finished = store.left().length === 0
    const work = digit ? candidates[digit[1] - 1] && (() => store.name(candidates[digit[1] - 1].pupil))
      : event.key === "?" ? () => this.openKeys()
      : event.key === "Enter" ? finished && this.words.leads_on && !(target instanceof HTMLButtonElement) && (() => store.go("next"))
      : {
          KeyN: candidates.length && (() => store.strike(candidates[0].pupil)), KeyU: question && (() => store.decide("unknown")),
          KeyO: question && (() => this.openRoster((pupil) => store.name(pupil))), KeyZ: () => store.undo(),
          KeyA: () => this.openSure(), KeyP: () => this.photo.open(), KeyK: () => this.keep(), KeyL: () => store.lookAtStrangers(),
          ArrowRight: () => store.step(1), ArrowLeft: () => store.step(-1),
        }[event.code]
    if (work) this.handled(event, work)
  }

  handled(event, work) {
    event.preventDefault()
    work?.()
  }
}

export default function ({ data, parentElement }) {
  const hub = (globalThis.upasthitiDesk ??= {})
  let root = parentElement.querySelector(".root")
  if (hub.view && hub.view.root === root && JSON.stringify(hub.view.words) === JSON.stringify(data.words)) return () => hub.view?.close()
  hub.view?.close()
  hub.view = new View(root, data.words)
  hub.receive = (last) => last && hub.view?.store.receive(last)
  if (hub.last) hub.receive(hub.last)
  return () => {
    hub.view?.close()
    hub.view = undefined
    hub.receive = undefined
  }
}
