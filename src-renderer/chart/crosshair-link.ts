// The crosshair that all charts of a group share: one tells where it is, the others show the same moment and price.

export interface CrosshairPlace {
  /** UTC ms. */
  readonly timeMs: number;
  readonly price: number;
}

type Listener = (place: CrosshairPlace | null) => void;

class CrosshairLink {
  readonly #listeners = new Map<string, Listener>();

  join(id: string, listener: Listener): () => void {
    this.#listeners.set(id, listener);
    return () => {
      this.#listeners.delete(id);
    };
  }

  /** Tells everyone but `from`. */
  move(from: string, place: CrosshairPlace | null): void {
    for (const [id, listener] of this.#listeners) if (id !== from) listener(place);
  }
}

export const crosshairLink = new CrosshairLink();
