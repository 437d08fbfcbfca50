/** A number that only grows, until `srst` (`SimpleCounter`). */
export class Counter {
  readonly name: string;
  private total = 0;

  constructor(name: string) {
    this.name = name;
  }

  get value(): number {
    return this.total;
  }

  add(delta = 1): void {
    this.total += delta;
  }

  reset(): void {
    this.total = 0;
  }
}
