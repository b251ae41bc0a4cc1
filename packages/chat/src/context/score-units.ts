import { listUnits } from "../units/manage.ts";
import type { Unit } from "../units/unit.ts";
import { anyWordQuery, wordsOf } from "../search/queries.ts";
import type { ChatStore } from "../store/open-store.ts";

/** A unit with how well it fits, 0 to 1 and above for pinned ones. */
export interface ScoredUnit {
  unit: Unit;
  score: number;
}

/** Makes vectors of texts, such as with `ChatModel.embed`. */
export interface Embedder {
  /** The model's name: vectors of different models are never compared. */
  model: string;
  embed: (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;
}

/** After this time half of a unit's freshness is gone, in milliseconds: 90 days. */
const HALF_LIFE_MS = 90 * 24 * 60 * 60 * 1000;
const WEIGHTS = { words: 0.6, vectors: 0.3, fresh: 0.1 };
const PIN = 0.5;

/** Words that tell nothing about what a text is about. */
const STOP_WORDS = new Set(
  "a an and are as at be but by can could do does for from had has have how i if in is it its me my not of on or our please should so than that the their them then there these they this to us was we were what when where which who why will with would you your".split(
    " ",
  ),
);

/** Scripts without spaces between words: Han, kana, Hangul, Thai. */
const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** Ranks units by how well they fit a text: shared words (BM25), freshness, pins, and vectors where an embedder is given. */
export async function scoreUnits(
  store: ChatStore,
  units: readonly Unit[],
  text: string,
  options: { now: number; embedder?: Embedder },
): Promise<ScoredUnit[]> {
  const words = byWords(store, units, text);
  const vectors =
    options.embedder === undefined
      ? undefined
      : await byVectors(store, units, text, options.embedder);
  return units
    .map((unit) => {
      const shared = words.get(unit.id) ?? 0;
      const near = vectors?.get(unit.id) ?? 0;
      const age = Math.max(0, options.now - Math.max(unit.updatedAt, unit.lastUsedAt ?? 0));
      const fresh = 0.5 ** (age / HALF_LIFE_MS);
      const fit =
        vectors === undefined
          ? shared * (WEIGHTS.words + WEIGHTS.vectors)
          : shared * WEIGHTS.words + near * WEIGHTS.vectors;
      // A fresh unit about something else is no answer.
      const score = fit === 0 ? 0 : fit + fresh * WEIGHTS.fresh;
      return { unit, score: score + (unit.pinned ? PIN : 0) };
    })
    .toSorted((a, b) => b.score - a.score || (a.unit.id < b.unit.id ? -1 : 1));
}

/** The words of a text that tell what it is about. */
export function telling(text: string): string[] {
  const words = wordsOf(text).filter((word) => !STOP_WORDS.has(word.toLowerCase()));
  return [...new Set(words)];
}

/** BM25 brought to 0…1, and for scripts without spaces the share of common pairs of characters. */
function byWords(store: ChatStore, units: readonly Unit[], text: string): Map<string, number> {
  const scores = new Map<string, number>();
  const words = telling(text);
  if (words.length > 0) {
    const rows = store.connection.all<{ id: string; rank: number }>(
      "SELECT acus.id, bm25(acu_words) AS rank FROM acu_words JOIN acus ON acus.seq = acu_words.rowid WHERE acu_words MATCH ? ORDER BY rank LIMIT 500",
      anyWordQuery(words),
    );
    // In a small collection BM25 comes near 0 for a word that most units have: the shared words still count.
    for (const { id, rank } of rows) scores.set(id, 0.3 + 0.7 * (-rank / (1 + Math.abs(rank))));
    for (const [id, score] of scores) scores.set(id, Math.max(0, Math.min(1, score)));
  }
  if (UNSPACED.test(text)) {
    const wanted = pairsOf(text);
    for (const unit of units) {
      const own = pairsOf(unit.content);
      const common = [...wanted].filter((pair) => own.has(pair)).length;
      const share = common / Math.max(1, Math.min(wanted.size, own.size));
      if (share > (scores.get(unit.id) ?? 0)) scores.set(unit.id, share);
    }
  }
  return scores;
}

function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (const run of text.match(/[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g) ?? []) {
    for (let i = 0; i + 2 <= run.length; i += 1) pairs.add(run.slice(i, i + 2));
  }
  return pairs;
}

async function byVectors(
  store: ChatStore,
  units: readonly Unit[],
  text: string,
  { model, embed }: Embedder,
): Promise<Map<string, number>> {
  const known = new Map(
    store.connection
      .all<{ id: string; vector: Uint8Array }>(
        "SELECT acus.id, vector FROM acu_vectors JOIN acus ON acus.seq = acu_seq WHERE model = ?",
        model,
      )
      .map(({ id, vector }) => [id, toFloats(vector)]),
  );
  const fresh = units.filter((unit) => !known.has(unit.id));
  const made = await embed([text, ...fresh.map((unit) => unit.content)]);
  const query = Float32Array.from(made[0] ?? []);
  store.connection.transaction(() => {
    fresh.forEach((unit, index) => {
      const vector = Float32Array.from(made[index + 1] ?? []);
      known.set(unit.id, vector);
      store.connection.run(
        "INSERT OR REPLACE INTO acu_vectors (acu_seq, model, vector) SELECT seq, ?, ? FROM acus WHERE id = ?",
        model,
        new Uint8Array(vector.buffer),
        unit.id,
      );
    });
  });
  return new Map(
    units.map((unit) => [unit.id, Math.max(0, cosine(query, known.get(unit.id)))] as const),
  );
}

function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

function cosine(a: Float32Array, b: Float32Array | undefined): number {
  if (b === undefined || a.length !== b.length || a.length === 0) return 0;
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

/** Every accepted unit, for one assembly. */
export function acceptedUnits(store: ChatStore): Unit[] {
  return listUnits(store, { state: "accepted", limit: 10_000 });
}
