// The pieces that the desk is drawn of.

class Pieces {
  name(pupil) {
    return this.store.pupils.get(pupil)?.name ?? ""
  }

  top(left) {
    const { words } = this
    return make(
      "div",
      { class: "top" },
      make("strong", { class: "left", text: fill(left.length === 1 ? words.one_left : words.left, { count: left.length }) }),
      this.state,
      make("span", { class: "room" }),
      this.sure().length > 1
        ? action(fill(words.sure, { count: this.sure().length }), "A", () => this.openSure(), "plain")
        : null,
      action(words.photo, "P", () => this.photo.open(), "plain"),
      action(words.keys, "?", () => this.openKeys(), "plain"),
    )
  }

  notices() {
    return [...this.store.refused].map(([id, text]) => {
      const question = this.store.questions.get(id)
      return make(
        "div",
        { class: "notice", role: "alert" },
        question ? picture(this.store.pictures.get(question.crops[0]), "", "tiny") : null,
        make("span", { text: `! ${text}` }),
        question && id !== this.store.current ? action(this.words.look, "", () => this.store.show(id), "plain") : null,
        action(
          this.words.seen,
          "",
          () => {
            this.store.refused.delete(id)
            this.draw()
          },
          "plain",
        ),
      )
    })
  }

  candidate({ pupil, percent }, place) {
    const name = this.name(pupil)
    return make(
      "button",
      {
        type: "button",
        class: `card ${place === 0 ? "first" : ""}`,
        onclick: () => this.store.name(pupil),
        "data-key": place + 1,
      },
      picture(this.store.pictures.get(`pupil:${pupil}`), fill(this.words.reference_of, { name }), "middle"),
      make(
        "span",
        { class: "name" },
        make("kbd", { text: place + 1, "aria-hidden": "true" }),
        ` ${fill(this.words.yes, { name })}`,
      ),
      make("span", { class: "percent", text: fill(this.words.similar, { percent }) }),
    )
  }

  absent() {
    const found = this.store.unrecognised()
    if (!found.length) return null
    return make(
      "section",
      { class: "absent" },
      make("h4", { text: this.words.not_recognised }),
      make(
        "div",
        { class: "wall" },
        ...found.map((pupil) =>
          make(
            "button",
            { type: "button", class: "small-card", onclick: () => this.store.name(pupil.id) },
            picture(this.store.pictures.get(`pupil:${pupil.id}`), "", "small"),
            make("span", { text: pupil.name }),
          ),
        ),
      ),
    )
  }

  strip() {
    const { store, words } = this
    const signs = { saved: "✓", saving: "…", refused: "!", open: "" }
    const words_of = { saved: words.decided, saving: words.saving, refused: words.changed, open: words.undecided }
    return make(
      "div",
      { class: "strip" },
      ...store.seen.map((id, place) => {
        const decided = store.decided.get(id)
        const unsaved = decided && store.taps.some((tap) => tap.id === decided.id)
        const state = store.refused.has(id)
          ? "refused"
          : unsaved
            ? "saving"
            : decided || this.store.closed(id)
              ? "saved"
              : "open"
        return make("button", {
          type: "button",
          class: `pill ${state} ${id === store.current ? "current" : ""}`,
          onclick: () => store.show(id),
          "aria-label": `${place + 1}: ${words_of[state]}`,
          title: words_of[state],
          text: `${place + 1}${signs[state]}`,
        })
      }),
    )
  }

  last() {
    const last = this.store.history.at(-1)
    if (!last) return make("div", { class: "last" })
    const named = last.pupil !== undefined && last.pupil !== null && last.kind !== "not_this"
    return make(
      "div",
      { class: "last" },
      make("span", { text: this.said(last) }),
      action(this.words.undo, "Z", () => this.store.undo(), "plain"),
      named && last.faces ? action(this.words.keep, "K", () => this.keep(), "plain") : null,
    )
  }

  said(tap) {
    const places = { name: this.name(tap.pupil), count: tap.questions?.length }
    return fill(
      {
        same: this.words.said_name,
        one_sure: this.words.said_name,
        other: this.words.said_name,
        unknown: this.words.said_unknown,
        not_this: this.words.said_not,
        sure: this.words.said_sure,
        tag: tap.pupil ? this.words.said_tag : this.words.said_tag_unknown,
      }[tap.kind],
      places,
    )
  }

  done() {
    const { words, store } = this
    const strangers = store.pastOpen ? [] : store.strangers
    return make(
      "div",
      { class: "done" },
      make("p", { class: "well", text: `✓ ${words.all_decided}` }),
      make(
        "div",
        { class: "answers" },
        words.leads_on ? action(words.next_item, "⏎", () => store.go("next"), "first") : null,
        strangers.length
          ? action(fill(words.strangers, { count: strangers.length }), "L", () => store.lookAtStrangers())
          : null,
        words.leads_on ? action(words.to_list, "", () => store.go("list")) : null,
      ),
    )
  }
}
