/** First in, first out, at constant cost. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private start = 0;

  get length(): number {
    return this.items.length - this.start;
  }

  get head(): T | undefined {
    return this.items[this.start];
  }

  /** The `index`-th from the head. */
  at(index: number): T | undefined {
    return this.items[this.start + index];
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    if (this.start === this.items.length) return undefined;
    const item = this.items[this.start];
    this.items[this.start] = undefined;
    this.start += 1;
    if (this.start > 64 && this.start * 2 > this.items.length) {
      this.items = this.items.slice(this.start);
      this.start = 0;
    }
    return item;
  }

  clear(): void {
    this.items = [];
    this.start = 0;
  }

  /** Oldest first. */
  values(): readonly T[] {
    return this.items.slice(this.start) as T[];
  }
}
