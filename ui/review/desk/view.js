// The desk on the screen: the face, whom it may be, the answers, and what becomes of them.

class View extends Pieces {
  // The pupils whom no face was named as, to be looked at beside a face that nobody was named for.
  // Everybody on the roll; `unknown` is called where nobody is chosen.
  // The faces whose first candidate is nearly sure.
  constructor(root, words) {
    super()
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

  draw() {
    const store = this.store
    if (!store.item) return
    if (this.sheet === "photo") this.photo.refresh()
    if (this.sheet === "sure") this.sureSheet.fill()
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
    this.state.textContent =
      kind === "saved"
        ? `✓ ${this.words.saved}`
        : kind === "saving"
          ? `… ${this.words.saving}`
          : `! ${fill(this.words.not_saved, { count })}`
  }

  decision(question) {
    const { words, store } = this
    if (!question) return make("div", { class: "waiting", text: words.loading })
    const candidates = store.candidates(question)
    const state = store.stateOf(question)
    const decided = store.decided.get(question.id)
    const already = decided
      ? this.said(decided.kind === "sure" ? { ...decided, kind: "one_sure" } : decided)
      : state === "named"
        ? fill(words.named, { name: this.name(question.pupil) })
        : undefined
    return make(
      "div",
      { class: "decision" },
      make(
        "section",
        { class: "face" },
        make("h4", { text: state === "unknown" ? words.unknown_face : words.who }),
        make(
          "div",
          { class: "crops" },
          ...question.crops
            .slice(0, 4)
            .map((name, place) =>
              picture(store.pictures.get(name), words.face, place === 0 && question.crops.length < 3 ? "large" : "middle"),
            ),
        ),
        make("div", { class: "side", text: question.side }),
        already ? make("div", { class: "already", text: already }) : null,
      ),
      make(
        "section",
        { class: "candidates" },
        make("h4", { text: candidates.length ? words.may_be : words.nobody_proposed }),
        make("div", { class: "cards" }, ...candidates.slice(0, 3).map((one, place) => this.candidate(one, place))),
      ),
      state === "open" ? null : this.absent(),
      make(
        "section",
        { class: "answers" },
        candidates.length
          ? action(fill(words.not_this, { name: this.name(candidates[0].pupil) }), "N", () => store.strike(candidates[0].pupil))
          : null,
        action(words.other, "O", () => this.openRoster((pupil) => store.name(pupil))),
        action(words.unknown, "U", () => store.decide("unknown")),
      ),
    )
  }

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

  openRoster(chosen, unknown) {
    rosterSheet(this, chosen, unknown)
  }

  sure() {
    const { store } = this
    const found = store.left().filter((id) => store.nearlySure.includes(id) && !store.struck.get(id)?.size)
    return found
      .map((id) => store.questions.get(id))
      .filter(Boolean)
      .map((question) => ({ question, pupil: question.candidates[0].pupil }))
  }

  openSure() {
    const pairs = this.sure()
    if (pairs.length) this.sureSheet = new SureSheet(this, pairs)
  }

  openKeys() {
    const { words } = this
    const rows = words.key_list.map(([key, text]) =>
      make("div", { class: "key-row" }, make("kbd", { text: key }), make("span", { text })),
    )
    this.openSheet(
      "keys",
      sheet(words.keys, () => this.closeSheet(), words, make("div", { class: "keys" }, ...rows)),
    )
  }

  keep() {
    const last = this.store.history.at(-1)
    if (last?.faces && last.pupil) this.store.ask({ keep: { faces: last.faces, pupil: last.pupil } })
  }

  key(event) {
    const { store } = this
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !store.item) return
    const target = event.composedPath()[0]
    const typing = target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
    if (event.key === "Escape" && this.sheet) return this.handled(event, () => this.closeSheet())
    if (typing) return
    if (this.sheet === "sure" && event.key === "Enter") return this.handled(event, () => this.sureSheet.confirm.click())
    if (this.sheet === "photo" && this.photo.key(event)) return this.handled(event)
    if (this.sheet) return
    const question = store.question()
    const candidates = question ? store.candidates(question) : []
    const digit = /^(?:Digit|Numpad)([123])$/.exec(event.code)
    const finished = store.left().length === 0
    const work = digit
      ? candidates[digit[1] - 1] && (() => store.name(candidates[digit[1] - 1].pupil))
      : event.key === "?"
        ? () => this.openKeys()
        : event.key === "Enter"
          ? finished && this.words.leads_on && !(target instanceof HTMLButtonElement) && (() => store.go("next"))
          : {
              KeyN: candidates.length && (() => store.strike(candidates[0].pupil)),
              KeyU: question && (() => store.decide("unknown")),
              KeyO: question && (() => this.openRoster((pupil) => store.name(pupil))),
              KeyZ: () => store.undo(),
              KeyA: () => this.openSure(),
              KeyP: () => this.photo.open(),
              KeyK: () => this.keep(),
              KeyL: () => store.lookAtStrangers(),
              ArrowRight: () => store.step(1),
              ArrowLeft: () => store.step(-1),
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
  if (hub.view && hub.view.root === root && JSON.stringify(hub.view.words) === JSON.stringify(data.words))
    return () => hub.view?.close()
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
