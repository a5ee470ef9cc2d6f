// What the desk knows and has decided. A tap is kept, here and in the browser's sessionStorage, until the server says that it was
// stored: a broken line or a reload loses none, and the server stores none twice.

const AHEAD = 5
const MOST_CROPS = 4
const SIGN_AFTER_MS = 2500
const AGAIN_AFTER_MS = 6000
const REFRESH_AFTER_MS = 700

class Store {
  constructor(changed) {
    this.changed = changed
    this.clear()
  }

  clear() {
    for (const source of this.pictures?.values() ?? []) URL.revokeObjectURL(source)
    Object.assign(this, {
      item: undefined,
      user: undefined,
      rev: 0,
      runs: 0,
      got: 0,
      send: undefined,
      sentAt: 0,
      questions: new Map(),
      order: [],
      strangers: [],
      nearlySure: [],
      seen: [],
      pupils: new Map(),
      photos: [],
      pictures: new Map(),
      boxes: new Map(),
      decided: new Map(),
      struck: new Map(),
      refused: new Map(),
      taps: [],
      history: [],
      wanted: new Set(),
      current: undefined,
      pastOpen: false,
      stale: false,
      chosen: undefined,
      going: undefined,
      photo: undefined,
    })
  }

  // An answer of the server.
  receive({ data, send }) {
    const first = this.item !== data.item || this.user !== data.user
    if (first) this.clear()
    Object.assign(this, { item: data.item, user: data.user, rev: data.rev, got: data.run, send })
    for (const [id, question] of Object.entries(data.questions ?? {})) this.questions.set(id, { id, ...question })
    for (const [id, pupil] of Object.entries(data.pupils ?? {})) this.pupils.set(Number(id), { id: Number(id), ...pupil })
    for (const [id, mark] of Object.entries(data.marks ?? {}))
      if (this.pupils.has(Number(id))) this.pupils.get(Number(id)).mark = mark
    for (const [name, source] of Object.entries(data.pictures ?? {})) {
      if (!this.pictures.get(name)) this.pictures.set(name, address(source))
      this.wanted.delete(name)
    }
    for (const [id, boxes] of Object.entries(data.boxes ?? {})) {
      this.boxes.set(Number(id), boxes)
      this.wanted.delete(`boxes:${id}`)
    }
    if (data.photos) this.photos = data.photos
    if (data.order) this.order = data.order
    if (data.sure) this.nearlySure = data.sure
    if (data.strangers) this.strangers = data.strangers
    for (const id of [...this.order, ...(this.pastOpen ? this.strangers : [])]) if (!this.seen.includes(id)) this.seen.push(id)
    for (const ack of data.acks ?? []) this.acknowledged(ack)
    if (first) this.reopen()
    for (const id of Object.keys(data.questions ?? {})) if (this.wanted.has(id)) this.show(id)
    for (const id of [...this.order, ...this.strangers]) if (!this.questions.has(id)) this.wanted.add(id)
    if (!this.pupils.size) this.wanted.add("roster")
    // What somebody else settled meanwhile is left; what the reader chose to look at stays.
    if (this.current !== this.chosen && !this.decided.has(this.current) && this.closed(this.current) && !this.left().length)
      this.current = undefined
    this.current ??= this.next(undefined)
    this.save()
    if (this.going && !this.taps.length) this.ask({ go: this.going })
    this.preload()
    this.changed()
  }

  // Taps of before the page was loaded again.
  reopen() {
    const kept = JSON.parse(sessionStorage.getItem(this.place()) ?? "[]")
    for (const tap of kept) {
      this.taps.push(tap)
      if (tap.kind !== "undo" && tap.kind !== "not_this" && tap.question) this.decided.set(tap.question, tap)
    }
    if (kept.length) this.ask()
  }

  closed(id) {
    return !this.order.includes(id) && !(this.pastOpen && this.strangers.includes(id))
  }

  // Leave the item as soon as all is stored.
  go(where) {
    this.going = where
    if (!this.taps.length) this.ask({ go: where })
  }

  place() {
    return `upasthiti-desk:${this.user}:${this.item}`
  }

  save() {
    if (!this.item) return
    if (this.taps.length) sessionStorage.setItem(this.place(), JSON.stringify(this.taps))
    else sessionStorage.removeItem(this.place())
  }

  acknowledged(ack) {
    const place = this.taps.findIndex((tap) => tap.id === ack.id)
    if (place < 0) return
    const [tap] = this.taps.splice(place, 1)
    tap.saved = true
    this.stale = true // a decision may settle other faces too: the list is read again when the hand rests
    if (ack.verdicts) tap.verdicts = ack.verdicts
    globalThis.performance.mark("upasthiti-saved", { detail: { id: tap.id, kind: tap.kind, took: Date.now() - tap.at } })
    if (ack.problem === undefined) return
    this.history = this.history.filter((one) => one.id !== tap.id)
    for (const id of tap.questions ?? [tap.question]) {
      if (id === undefined) continue
      if (this.decided.get(id)?.id === tap.id) this.decided.delete(id)
      this.struck.get(id)?.delete(tap.pupil)
      this.refused.set(id, ack.problem)
    }
    if (tap.question === undefined && !tap.questions) this.refused.set("", ack.problem)
  }

  // Send what is not stored yet, and ask for pictures that are missing.
  ask(more = {}) {
    if (!this.send) return
    this.runs += 1
    this.sentAt = Date.now()
    const want = [...this.wanted]
    const taps = this.taps.map(({ id, kind, faces, pupil, verdicts, of, photo, xyxy, pairs }) => ({
      id,
      kind,
      faces,
      pupil,
      verdicts,
      of,
      photo,
      xyxy,
      pairs,
    }))
    this.send({ item: this.item, run: `${Date.now()}-${this.runs}`, rev: this.rev, got: this.got, taps, want, ...more })
  }

  // Called now and then: what was not answered is sent again.
  tick() {
    const since = Date.now() - this.sentAt
    if (this.taps.length || this.wanted.size) {
      if (since > AGAIN_AFTER_MS) this.ask()
    } else if (this.stale && since > REFRESH_AFTER_MS) {
      this.stale = false
      if (this.photo !== undefined) this.wanted.add(`boxes:${this.photo}`)
      this.ask({ refresh: true })
    }
  }

  tap(kind, question, more) {
    const tap = {
      id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
      kind,
      question: question?.id,
      faces: question?.faces,
      at: Date.now(),
      ...more,
    }
    this.taps.push(tap)
    if (kind !== "undo") this.history.push(tap)
    this.save()
    return tap
  }

  // Decide the face that is shown and go on to the next at once.
  decide(kind, pupil) {
    const question = this.question()
    if (!question) return
    this.decided.set(question.id, this.tap(kind, question, { pupil }))
    this.refused.delete(question.id)
    this.current = this.next(question.id)
    this.preload(false)
    this.ask()
    this.changed()
  }

  name(pupil) {
    const first = this.question()?.candidates[0]
    this.decide(first && first.pupil === pupil ? "same" : "other", pupil)
  }

  // The face is not this pupil: it stays until somebody else is named, or nobody.
  strike(pupil) {
    const question = this.question()
    if (!question || pupil === undefined) return
    if (!this.struck.has(question.id)) this.struck.set(question.id, new Set())
    this.struck.get(question.id).add(pupil)
    this.tap("not_this", question, { pupil })
    this.ask()
    this.changed()
  }

  confirm(pairs) {
    const tap = this.tap("sure", undefined, {
      pairs: pairs.flatMap(({ question, pupil }) => question.faces.map((face) => [face, pupil])),
      questions: pairs.map(({ question }) => question.id),
    })
    for (const { question, pupil } of pairs) this.decided.set(question.id, { ...tap, pupil })
    this.current = this.next(undefined)
    this.preload(false)
    this.ask()
    this.changed()
  }

  tag(photo, xyxy, pupil) {
    this.tap("tag", undefined, { photo, xyxy, pupil })
    this.ask()
    this.changed()
  }

  undo() {
    const last = this.history.pop()
    if (!last) return
    this.tap("undo", undefined, { of: last.id, faces: last.faces, verdicts: last.verdicts })
    for (const id of last.questions ?? [last.question]) {
      if (last.kind === "not_this") this.struck.get(id)?.delete(last.pupil)
      else this.decided.delete(id)
    }
    const back = last.question ?? last.questions?.[0]
    if (back) this.current = back
    this.ask()
    this.changed()
  }

  question() {
    return this.current === undefined ? undefined : this.questions.get(this.current)
  }

  candidates(question) {
    return question.candidates.filter(({ pupil }) => !this.struck.get(question.id)?.has(pupil))
  }

  // Faces that are still to be decided, in their order.
  left() {
    return this.seen.filter((id) => !this.closed(id) && !this.decided.has(id))
  }

  next(after) {
    const left = this.left()
    const place = this.seen.indexOf(after)
    return left.find((id) => this.seen.indexOf(id) > place) ?? left[0]
  }

  step(by) {
    const place = this.current === undefined ? (by > 0 ? -1 : this.seen.length) : this.seen.indexOf(this.current)
    const found = this.seen[place + by]
    if (found !== undefined) this.show(found)
  }

  show(id) {
    this.wanted.delete(id)
    if (!this.questions.has(id)) {
      this.wanted.add(id)
      this.ask()
      return
    }
    if (!this.seen.includes(id)) this.seen.push(id)
    this.current = this.chosen = id
    this.preload()
    this.changed()
  }

  lookAtStrangers() {
    this.pastOpen = true
    for (const id of this.strangers) if (!this.seen.includes(id)) this.seen.push(id)
    this.current = this.next(undefined)
    this.preload()
    this.changed()
  }

  // The pictures of the face that is shown and of the next ones, before they are looked at.
  preload(send = true) {
    const from = Math.max(this.seen.indexOf(this.current), 0)
    const near = [this.current, ...this.left().filter((id) => this.seen.indexOf(id) >= from)].slice(0, AHEAD + 1)
    let missing = false
    for (const id of near) {
      const question = this.questions.get(id)
      if (!question) continue
      const names = [...question.crops.slice(0, MOST_CROPS), ...question.candidates.map(({ pupil }) => `pupil:${pupil}`)]
      if (id === this.current && this.stateOf(question) !== "open")
        names.push(...this.unrecognised().map((pupil) => `pupil:${pupil.id}`))
      for (const name of names) missing = this.want(name) || missing
    }
    if (missing && send) this.ask()
  }

  want(name) {
    if (this.pictures.has(name) || this.wanted.has(name)) return false
    if (name.startsWith("pupil:") && !this.pupils.get(Number(name.slice(6)))?.reference) return false
    this.wanted.add(name)
    return true
  }

  // A face's state may change with other decisions, its entry stays.
  stateOf(question) {
    return this.order.includes(question.id) ? "open" : this.strangers.includes(question.id) ? "unknown" : question.state
  }

  unrecognised() {
    const struck = this.struck.get(this.current) ?? new Set()
    return [...this.pupils.values()].filter((pupil) => pupil.mark === "not_recognised" && !struck.has(pupil.id))
  }

  // saved, saving, or not: for how long the oldest tap waits.
  state() {
    if (!this.taps.length) return "saved"
    return Date.now() - Math.min(...this.taps.map((tap) => tap.at)) > SIGN_AFTER_MS ? "not" : "saving"
  }
}
