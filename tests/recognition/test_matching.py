import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.calibration import SHIPPED
from recognition.errors import ModelsMixed
from recognition.fusing import Fused, fuse
from recognition.matching import TWINS, Embeddings, FaceMatch, Gallery, match_class_day, match_photo
from recognition.thresholds import Thresholds

MODEL = "model-a"
T = Thresholds()


def _rows(count: int, seed: int, spread: float = 1.0) -> Embeddings:
    """Unit vectors around a common direction: the smaller the spread, the more alike."""
    noise = np.random.default_rng(seed).normal(size=(count, 512)) * spread / np.sqrt(512)
    noise[:, 0] += 1
    return _unit(noise)


def _unit(rows: np.ndarray) -> Embeddings:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def _at(similarities: list[list[float]]) -> tuple[Embeddings, Gallery]:
    """Faces and a gallery (keys 10, 11, ...) with just these similarities."""
    count = len(similarities[0])
    faces = np.zeros((len(similarities), 512))
    for face, row in enumerate(similarities):
        faces[face, :count] = row
        faces[face, count + face] = np.sqrt(1 - np.square(row).sum())
    return faces.astype(np.float32), Gallery(tuple(range(10, 10 + count)), np.eye(count, 512, dtype=np.float32), MODEL)


def _match(similarities: list[list[float]], thresholds: Thresholds = T) -> list[FaceMatch]:
    return match_photo(*_at(similarities), thresholds, model=MODEL)


def test_accepts_a_clear_face_and_asks_about_a_doubtful_one() -> None:
    clear, low, nobody = _match([[0.8, 0.1, 0.2], [0.1, 0.4, 0.0], [0.1, 0.0, 0.3]])
    assert (clear.decision, clear.candidates[0][0]) == ("accepted", 10)
    assert clear.candidates[0][1] == pytest.approx(0.8, abs=1e-6)
    assert (low.decision, low.candidates[0][0]) == ("uncertain", 11)
    assert nobody.decision == "unknown"


def test_two_pupils_within_the_margin_are_for_a_person_to_tell_apart() -> None:
    (face,) = _match([[0.62, 0.60]])
    assert face.decision == "uncertain"
    assert [key for key, _ in face.candidates] == [10, 11]
    fused = fuse([[face]], [_at([[0.62, 0.60]])[0]], T)
    assert (fused.present, fused.uncertain) == (frozenset(), {10, 11})


def test_two_faces_like_one_pupil_the_better_one_gets_the_name() -> None:
    worse, better = _match([[0.6, 0.1], [0.7, 0.1]])
    assert (worse.decision, better.decision) == ("unknown", "accepted")
    assert 10 not in [key for key, _ in worse.candidates]


def test_a_stranger_does_not_push_a_pupil_out_of_their_place() -> None:
    pupil, stranger = _match([[0.75, 0.65], [0.5, 0.0]])
    assert (pupil.decision, pupil.candidates[0][0]) == ("accepted", 10)
    assert stranger.decision == "unknown"


def test_an_empty_photo_and_an_empty_gallery() -> None:
    nobody = Gallery.from_references([], MODEL)
    none = np.empty((0, 512), np.float32)
    assert match_photo(none, nobody, T, model=MODEL) == []
    assert match_photo(none, _at([[0.9]])[1], T, model=MODEL) == []
    assert match_photo(_rows(2, 0), nobody, T, model=MODEL) == [FaceMatch(0, "unknown", ()), FaceMatch(1, "unknown", ())]
    assert fuse([], [], T) == Fused(frozenset(), frozenset(), (), ())
    assert fuse([[]], [none], T) == Fused(frozenset(), frozenset(), ((),), ())


def test_models_never_mix() -> None:
    faces, gallery = _at([[0.9]])
    with pytest.raises(ModelsMixed):
        match_photo(faces, gallery, T, model="model-b")


def test_a_template_is_the_mean_of_its_references_and_as_long() -> None:
    a, b, c = _rows(3, 5)
    gallery = Gallery.from_references([(7, a), (9, c), (7, np.stack([b, b]))], MODEL)
    assert gallery.keys == (7, 9)
    assert np.allclose(gallery.templates, [_unit(a + 2 * b), c], atol=1e-6)


def test_a_gallery_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Gallery((1, 1), _rows(2, 0), MODEL)
    with pytest.raises(ValueError, match="one template"):
        Gallery((1, 2), _rows(3, 0), MODEL)
    with pytest.raises(ValueError, match="uncertain is not above accept"):
        Thresholds(accept=0.4, uncertain=0.5)


@st.composite
def _photos(draw: st.DrawFn) -> tuple[list[Embeddings], Gallery]:
    """Photos of people of whom some are in the gallery; the people are more or less alike."""
    people = _rows(draw(st.integers(1, 6)), draw(st.integers(0, 99)), draw(st.sampled_from([0.8, 2.0, 5.0])))
    spread = draw(st.sampled_from([0.3, 1.0, 2.0]))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    photos = []
    for _ in range(draw(st.integers(0, 3))):
        shown = draw(st.lists(st.integers(0, len(people) - 1), max_size=5))
        faces = people[shown] + random.normal(size=(len(shown), 512)) * spread / np.sqrt(512)
        photos.append(_unit(faces) if shown else np.empty((0, 512), np.float32))
    enrolled = draw(st.integers(0, len(people)))
    return photos, Gallery(tuple(range(100, 100 + enrolled)), people[:enrolled], MODEL)


@given(_photos())
def test_what_always_holds_in_a_photo(case: tuple[list[Embeddings], Gallery]) -> None:
    photos, gallery = case
    for faces in photos:
        matches = match_photo(faces, gallery, T, model=MODEL)
        assert [match.face for match in matches] == list(range(len(faces)))
        accepted = [match.candidates[0][0] for match in matches if match.decision == "accepted"]
        assert len(set(accepted)) == len(accepted)
        for match in matches:
            similarities = [similarity for _, similarity in match.candidates]
            assert similarities == sorted(similarities, reverse=True)
            assert len(similarities) <= 3
            best = similarities[0] if similarities else -1
            if match.decision == "accepted":
                row = np.sort(faces[match.face] @ gallery.templates.T)[::-1]
                assert best >= T.accept
                assert best == pytest.approx(row[0])
                assert len(row) == 1 or row[0] - row[1] >= T.margin
            else:
                assert not {key for key, _ in match.candidates} & set(accepted)
                assert (match.decision == "uncertain") == (best >= T.uncertain)


@given(_photos(), st.randoms())
def test_the_order_of_faces_and_gallery_does_not_matter(case: tuple[list[Embeddings], Gallery], random: object) -> None:
    photos, gallery = case
    columns = list(range(len(gallery.keys)))
    random.shuffle(columns)  # type: ignore[attr-defined]
    other = Gallery(tuple(gallery.keys[column] for column in columns), gallery.templates[columns], MODEL)
    for faces in photos:
        order = list(range(len(faces)))
        random.shuffle(order)  # type: ignore[attr-defined]
        matches = match_photo(faces, gallery, T, model=MODEL)
        again = match_photo(faces[order], other, T, model=MODEL)
        for place, face in enumerate(order):
            assert again[place].decision == matches[face].decision
            assert [key for key, _ in again[place].candidates] == [key for key, _ in matches[face].candidates]


@given(_photos())
def test_what_always_holds_over_the_photos(case: tuple[list[Embeddings], Gallery]) -> None:
    photos, gallery = case
    matches = [match_photo(faces, gallery, T, model=MODEL) for faces in photos]
    fused = fuse(matches, photos, T)
    assert not fused.present & fused.uncertain
    assert [len(numbers) for numbers in fused.clusters] == [len(faces) for faces in photos]
    for numbers in fused.clusters:
        assert len(set(numbers)) == len(numbers)
    assert {number for numbers in fused.clusters for number in numbers} == set(range(len(fused.persons)))
    named = [key for key in fused.persons if key is not None]
    assert sorted(named) == sorted(fused.present)
    assert fused.unmatched == len(fused.persons) - len(named)
    for found, numbers in zip(matches, fused.clusters, strict=True):
        for match, number in zip(found, numbers, strict=True):
            if match.decision == "accepted":
                assert fused.persons[number] == match.candidates[0][0]


def test_one_person_from_four_sides_counts_once_and_two_in_a_photo_twice() -> None:
    people = _rows(2, 3, spread=4.0)
    random = np.random.default_rng(1)
    photos = [_unit(people + random.normal(size=people.shape) * 0.6 / np.sqrt(512)) for _ in range(4)]
    nobody = Gallery.from_references([], MODEL)
    fused = fuse([match_photo(faces, nobody, T, model=MODEL) for faces in photos], photos, T)
    assert fused.unmatched == 2
    assert fused.clusters == ((0, 1),) * 4
    twins = np.stack([people[0], people[0]])
    assert fuse([match_photo(twins, nobody, T, model=MODEL)], [twins], T).unmatched == 2


def test_a_doubtful_face_of_somebody_accepted_in_another_photo_is_that_person() -> None:
    template = np.eye(1, 512, dtype=np.float32)
    gallery = Gallery((4,), template, MODEL)
    photos = [_at([[0.8]])[0], _at([[0.4, 0.0]])[0]]
    fused = fuse([match_photo(faces, gallery, T, model=MODEL) for faces in photos], photos, T)
    assert (fused.present, fused.uncertain, fused.unmatched) == ({4}, frozenset(), 0)
    assert fused.clusters == ((0,), (0,))


def test_twins_are_never_accepted_in_each_others_place() -> None:
    """However a face falls between two pupils whose templates are nearly the same, a person decides, and sees both."""
    base, away = np.eye(512, dtype=np.float32)[:2]
    twins = _unit(np.stack([base, base + 0.4 * away]))
    gallery = Gallery((1, 2), twins, MODEL)
    for lean in np.linspace(-1, 2, 13):
        faces = _unit(np.stack([base + lean * 0.4 * away]))
        (match,) = match_photo(faces, gallery, T, model=MODEL)
        assert match.decision == "uncertain"
        assert {key for key, _ in match.candidates} == {1, 2}


def test_faces_of_several_photos_together_are_accepted_where_none_alone_is() -> None:
    random = np.random.default_rng(4)
    template = np.eye(1, 512, dtype=np.float32)
    gallery = Gallery((7,), template, MODEL)
    noise = random.normal(size=(4, 512)) / np.sqrt(512) * 1.6
    photos = [_unit(template + 0.6 * template + row)[:1] for row in noise]
    thresholds = Thresholds(accept=0.85, cluster=0.3)
    assert all(match_photo(rows, gallery, thresholds, model=MODEL)[0].decision == "uncertain" for rows in photos)
    matched = match_class_day(photos, gallery, thresholds, model=MODEL)
    assert [matches[0].decision for matches in matched] == ["accepted"] * 4
    assert fuse(matched, photos, thresholds).present == {7}


def test_a_face_like_everybody_needs_more_than_one_like_its_pupil_alone() -> None:
    (alone,) = _match([[0.65, 0.0, 0.0, 0.0, 0.0, 0.0]])
    (like_all,) = _match([[0.65, 0.35, 0.33, 0.33, 0.32, 0.32]])
    assert (alone.decision, like_all.decision) == ("accepted", "uncertain")
    assert alone.needed is not None
    assert like_all.needed is not None
    assert like_all.needed > alone.needed
    assert T.needed_in_class(10) < T.needed_in_class(60) < T.needed_in_class(120)


def test_a_chosen_rate_gives_the_evidence_to_accept_from() -> None:
    strict, usual = (Thresholds.for_rate(SHIPPED, rate) for rate in (0.01, 0.05))
    assert strict.accept > usual.accept == pytest.approx(T.accept, abs=0.005)
    assert Thresholds.for_rate(SHIPPED, 1.0, uncertain=0.5).accept == 0.5


@given(_photos())
def test_what_always_holds_on_a_class_day(case: tuple[list[Embeddings], Gallery]) -> None:
    photos, gallery = case
    matched = match_class_day(photos, gallery, T, model=MODEL)
    near = gallery.templates @ gallery.templates.T - np.eye(len(gallery.keys))
    for matches in matched:
        accepted = [match.candidates[0][0] for match in matches if match.decision == "accepted"]
        assert len(set(accepted)) == len(accepted)
        for match in matches:
            if match.decision == "accepted":
                assert match.evidence is not None
                assert match.evidence >= T.accept
                assert near[gallery.keys.index(match.candidates[0][0])].max() < TWINS


def test_a_look_alike_must_be_seen_beside_the_pupil_or_be_clearly_less_similar() -> None:
    base, away, other = np.eye(3, 512, dtype=np.float32)
    near = _unit(np.stack([base + 0.08 * away + 0.4 * other]))
    apart = _unit(np.stack([base - 0.5 * away + 0.4 * other]))
    thresholds = Thresholds(accept=0.6, shared=0.0)
    gallery = Gallery((1, 2), _unit(np.stack([base + 0.4 * away, base - 0.4 * away])), MODEL)
    (alone,) = match_photo(near, gallery, thresholds, model=MODEL)
    assert alone.decision == "uncertain"
    assert alone.candidates[0][0] == 1
    first, second = match_photo(np.concatenate([near, apart]), gallery, thresholds, model=MODEL)
    assert [first.decision, second.decision] == ["accepted", "accepted"]
    assert (first.candidates[0][0], second.candidates[0][0]) == (1, 2)
    clear = _unit(np.stack([base + 0.5 * away + 0.4 * other]))
    assert match_photo(clear, gallery, thresholds, model=MODEL)[0].decision == "accepted"
