// The whole photo with its boxes: zoom by wheel, pinch or buttons; a click on a box goes to that face; D draws a missed face.

const MOST_ZOOM = 8
const LEAST_BOX = 12

class PhotoSheet {
  constructor(view) {
    this.view = view
    this.at = 0
    this.drawing = false
  }

  get store() {
    return this.view.store
  }

  get row() {
    return this.store.photos[this.at]
  }

  open() {
    if (!this.store.photos.length) return
    const question = this.store.question()
    const place = this.store.photos.findIndex((photo) => photo.id === question?.photo)
    this.choose(Math.max(place, 0))
  }

  choose(place) {
    this.at = place
    this.drawing = false
    this.reset()
    this.store.photo = this.row.id
    const name = `photo:${this.row.id}`
    const missing = this.store.want(name)
    this.store.wanted.add(`boxes:${this.row.id}`)
    if (missing || this.store.wanted.size) this.store.ask()
    this.draw()
  }

  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 })
  }

  draw() {
    const { words } = this.view
    const source = this.store.pictures.get(`photo:${this.row.id}`)
    const shape = this.row.width / this.row.height
    this.stage = make("div", {
      class: `stage ${this.drawing ? "drawing" : ""}`,
      style: { maxWidth: `${(66 * shape).toFixed(1)}vh` },
    })
    this.layer = make("div", { class: "layer", style: { aspectRatio: `${this.row.width} / ${this.row.height}` } })
    if (source) this.layer.append(make("img", { src: source, alt: words.photo, draggable: "false" }))
    else this.stage.append(make("div", { class: "waiting", text: source === "" ? words.photo_gone : words.loading }))
    this.layer.append(...this.boxes())
    this.stage.append(this.layer)
    this.listen()
    const bar = make(
      "div",
      { class: "bar" },
      ...this.store.photos.map((photo, place) =>
        make("button", {
          type: "button",
          class: `action plain ${place === this.at ? "first" : ""}`,
          onclick: () => this.choose(place),
          text: photo.label,
        }),
      ),
      make("span", { class: "room" }),
      action("+", "", () => this.zoom(1.4), "plain round"),
      action("−", "", () => this.zoom(1 / 1.4), "plain round"),
      action(this.drawing ? words.draw_stop : words.draw, "D", () => this.toggle(), this.drawing ? "first plain" : "plain"),
    )
    const legend = make(
      "div",
      { class: "legend" },
      ...["named", "uncertain", "unknown"].map((state) => make("span", {}, make("i", { class: state }), words.states[state])),
    )
    const help = make("p", { class: "help", text: this.drawing ? words.draw_help : words.photo_help })
    this.view.openSheet(
      "photo",
      sheet(words.photo, () => this.view.closeSheet(), words, bar, help, this.stage, legend),
    )
    this.place()
  }

  // The photo or its boxes may have come; what is being looked at stays where it is.
  refresh() {
    const shown = `${this.store.pictures.has(`photo:${this.row.id}`)} ${JSON.stringify(this.store.boxes.get(this.row.id))}`
    if (shown === this.shown) return
    this.shown = shown
    this.draw()
  }

  boxes() {
    const { width, height } = this.row
    const current = new Set(this.store.question()?.faces ?? [])
    return (this.store.boxes.get(this.row.id) ?? []).map(([face, x1, y1, x2, y2, state, pupil]) => {
      const name = pupil ? this.view.name(pupil) : this.view.words.states[state]
      return make(
        "button",
        {
          type: "button",
          class: `box ${state} ${current.has(face) ? "current" : ""}`,
          "aria-label": name,
          style: {
            left: `${(100 * x1) / width}%`,
            top: `${(100 * y1) / height}%`,
            width: `${(100 * (x2 - x1)) / width}%`,
            height: `${(100 * (y2 - y1)) / height}%`,
          },
          onclick: () => this.jump(face),
        },
        make("span", { text: name }),
      )
    })
  }

  jump(face) {
    if (this.drawing || this.moved) return
    this.view.closeSheet()
    const known = [...this.store.questions.values()].find((question) => question.faces.includes(face))
    this.store.show(known ? known.id : `face:${face}`)
  }

  place() {
    this.layer.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`
    this.layer.style.setProperty("--zoom", this.scale)
  }

  zoom(by, at) {
    const frame = this.stage.getBoundingClientRect()
    const point = at ? { x: at.x - frame.left, y: at.y - frame.top } : { x: frame.width / 2, y: frame.height / 2 }
    const scale = Math.min(Math.max(this.scale * by, 1), MOST_ZOOM)
    this.x = point.x - ((point.x - this.x) * scale) / this.scale
    this.y = point.y - ((point.y - this.y) * scale) / this.scale
    this.scale = scale
    if (scale === 1) this.reset()
    this.place()
  }

  toggle() {
    this.drawing = !this.drawing
    this.draw()
  }

  listen() {
    const fingers = new Map()
    let spread = 0
    let from
    let frame
    this.stage.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault()
        this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, { x: event.clientX, y: event.clientY })
      },
      { passive: false },
    )
    this.stage.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, event)
      this.moved = false
      from = { x: event.clientX, y: event.clientY }
      if (!this.drawing) return
      event.preventDefault()
      this.stage.setPointerCapture(event.pointerId)
      frame = make("div", { class: "drawn" })
      this.stage.append(frame)
    })
    this.stage.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return
      const before = fingers.get(event.pointerId)
      fingers.set(event.pointerId, event)
      if (this.drawing) return this.stretch(frame, from, event)
      if (fingers.size === 2) {
        const [one, two] = [...fingers.values()]
        const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY)
        if (spread) this.zoom(now / spread, { x: (one.clientX + two.clientX) / 2, y: (one.clientY + two.clientY) / 2 })
        spread = now
        this.moved = true
        return
      }
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > 6) this.moved = true
      if (this.scale === 1) return
      this.x += event.clientX - before.clientX
      this.y += event.clientY - before.clientY
      this.place()
    })
    const end = (event) => {
      if (!fingers.delete(event.pointerId)) return
      spread = 0
      if (this.drawing && frame) this.finish(frame, from, event)
      frame = undefined
    }
    this.stage.addEventListener("pointerup", end)
    this.stage.addEventListener("pointercancel", end)
  }

  stretch(frame, from, event) {
    const at = this.stage.getBoundingClientRect()
    Object.assign(frame.style, {
      left: `${Math.min(from.x, event.clientX) - at.left}px`,
      top: `${Math.min(from.y, event.clientY) - at.top}px`,
      width: `${Math.abs(from.x - event.clientX)}px`,
      height: `${Math.abs(from.y - event.clientY)}px`,
    })
  }

  // The drawn box in pixels of the upright photo.
  finish(frame, from, event) {
    frame.remove()
    const layer = this.layer.getBoundingClientRect()
    const { width, height, id } = this.row
    const x = [from.x, event.clientX]
      .map((value) => Math.min(Math.max(((value - layer.left) / layer.width) * width, 0), width))
      .sort((a, b) => a - b)
    const y = [from.y, event.clientY]
      .map((value) => Math.min(Math.max(((value - layer.top) / layer.height) * height, 0), height))
      .sort((a, b) => a - b)
    if (x[1] - x[0] < LEAST_BOX || y[1] - y[0] < LEAST_BOX) return
    const xyxy = [x[0], y[0], x[1], y[1]].map((value) => Math.round(value * 10) / 10)
    this.drawing = false
    const named = (pupil) => {
      this.store.tag(id, xyxy, pupil)
      this.choose(this.at)
    }
    this.view.openRoster(named, () => named(null))
  }

  key(event) {
    if (event.code === "KeyD") this.toggle()
    else if (event.key === "+" || event.key === "=") this.zoom(1.4)
    else if (event.key === "-") this.zoom(1 / 1.4)
    else if (event.key === "ArrowRight") this.choose((this.at + 1) % this.store.photos.length)
    else if (event.key === "ArrowLeft") this.choose((this.at + this.store.photos.length - 1) % this.store.photos.length)
    else return false
    return true
  }
}
