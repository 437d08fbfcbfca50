/** Events as they came on one connection, against those that were due. */
import type { Check } from '../checks/check.js';
import { watchBeforeData } from '../checks/watch-before-data.js';
import { watchLost } from '../checks/watch-lost.js';
import { watchOneShot } from '../checks/watch-one-shot.js';
import { watchOrder } from '../checks/watch-order.js';
import { watchSpurious } from '../checks/watch-spurious.js';
import { NO_ZXID, zxidText } from '../format/zxid.js';
import type { HistoryZxid } from '../format/zxid.js';
import type { Arrival, Connection, EventLine, Operation } from '../history.js';
import type { Report } from '../violation.js';
import { EVENT, eventText } from './due.js';
import type { Due, DueList } from './due.js';

/** More of one connection say no more. */
const VIOLATIONS_MAX = 10;

/** Types that servers send; the others are made by clients. */
const TYPES: ReadonlySet<number> = new Set(Object.values(EVENT));

/** Whether something that nobody was told of may have changed this path before. */
type MayTouch = (path: string, zxid: HistoryZxid) => boolean;

class Walk {
  private readonly connection: Connection;
  private readonly due: readonly Due[];
  private readonly until: HistoryZxid;
  private readonly report: Report;
  private readonly mayTouch: MayTouch;
  /** Before it everything is delivered, or was reported. */
  private front = 0;
  private lastEvent: HistoryZxid = 0;
  private violations = 0;
  /** Reported already. */
  private readonly late = new Set<EventLine>();

  constructor(connection: Connection, { items, until }: DueList, mayTouch: MayTouch, report: Report) {
    this.connection = connection;
    this.due = items;
    this.until = until;
    this.report = report;
    this.mayTouch = mayTouch;
  }

  run(): void {
    const end = this.end();
    for (const [index, arrival] of this.connection.arrivals.entries()) {
      if (index >= end || this.violations >= VIOLATIONS_MAX) return;
      if (arrival.kind === 'event') this.event(arrival.event, arrival.line, index);
      else this.reply(arrival.operation, index);
    }
  }

  /** Where what is due is not known any more: the first arrival of what is behind the replay, and what setWatches may have made up before. */
  private end(): number {
    const { arrivals } = this.connection;
    const first = arrivals.findIndex((arrival) => zxidOf(arrival) >= this.until);
    if (first < 0) return arrivals.length;
    let end = first;
    for (let before = arrivals[end - 1]; before?.kind === 'event' && before.event.zxid === NO_ZXID; before = arrivals[end - 1]) {
      end--;
    }
    return end;
  }

  private reply(operation: Operation, index: number): void {
    const { reply } = operation;
    if (reply === null || reply.zxid <= 0) return;
    // Pings overtake.
    if (operation.args.op !== 'ping' && reply.zxid < this.lastEvent) {
      const words = `a reply of ${zxidText(reply.zxid)} comes behind an event of ${zxidText(this.lastEvent)}`;
      this.violation(watchOrder, words, operation.replyLine, null, [operation]);
    }
    for (; this.front < this.due.length; this.front++) {
      const due = this.due[this.front];
      if (due === undefined || due.zxid > reply.zxid) return;
      // What setWatches makes up comes before its own reply, not before those in front of it.
      if (due.madeUpBy !== null && (due.madeUpBy.reply?.at ?? 0) > reply.at) return;
      if (!due.delivered && !due.optional) this.missing(due, operation, index);
    }
  }

  private missing(due: Due, operation: Operation, index: number): void {
    const check = this.whyMissing(due, index, true);
    const how = check === watchLost ? 'is not told before' : 'comes only behind';
    const words = `${eventText(due.type, due.path)} of ${zxidText(due.zxid)} ${how} a reply of ${zxidText(operation.reply?.zxid ?? 0)}`;
    this.violation(check, words, operation.replyLine, due, [due.setBy, due.cause, operation]);
  }

  /** It did not come before this arrival: it comes behind a reply that knows of the change, or behind a later event, or never. */
  private whyMissing(due: Due, index: number, isReply: boolean): Check {
    due.delivered = true;
    let known = isReply;
    for (const arrival of this.connection.arrivals.slice(index)) {
      if (arrival.kind === 'reply') known ||= zxidOf(arrival) >= due.zxid;
      else if (!this.late.has(arrival.event) && matches(due, arrival.event)) {
        this.late.add(arrival.event);
        return known ? watchBeforeData : watchOrder;
      }
    }
    return watchLost;
  }

  private event(event: EventLine, line: number, at: number): void {
    if (!TYPES.has(event.type) || this.late.has(event)) return;
    if (event.zxid !== NO_ZXID && event.zxid < this.lastEvent) {
      const words = `${eventText(event.type, event.path)} of ${zxidText(event.zxid)} comes behind one of ${zxidText(this.lastEvent)}`;
      this.violation(watchOrder, words, line, null, []);
    }
    this.lastEvent = Math.max(this.lastEvent, event.zxid);
    const index = this.find(event);
    const due = index === null ? undefined : this.due[index];
    if (index === null || due === undefined) {
      this.unexpected(event, line);
      return;
    }
    due.delivered = true;
    const skipped = this.due.slice(this.front, index).find((each) => !each.delivered && !each.optional && each.zxid < due.zxid);
    if (skipped === undefined) return;
    const words = `${eventText(event.type, event.path)} comes before ${eventText(skipped.type, skipped.path)} of ${zxidText(skipped.zxid)}`;
    this.violation(this.whyMissing(skipped, at, false), words, line, skipped, [skipped.setBy, skipped.cause]);
  }

  private find(event: EventLine): number | null {
    for (let index = this.front; index < this.due.length; index++) {
      const due = this.due[index];
      if (due === undefined) break;
      if (!due.delivered && matches(due, event)) return index;
      if (event.zxid !== NO_ZXID && due.zxid > event.zxid) break;
    }
    return null;
  }

  private unexpected({ type, path, zxid }: EventLine, line: number): void {
    const told = this.due.findLast((due) => due.delivered && due.path === path && due.type === type);
    const check = told === undefined ? watchSpurious : watchOneShot;
    const why =
      told === undefined ? 'no watch of this connection is set for it' : `the watch told of ${zxidText(told.zxid)} before`;
    const words = `${eventText(type, path)} of ${zxidText(zxid)} comes, but ${why}`;
    this.violation(check, words, line, { path, zxid: zxid === NO_ZXID ? Infinity : zxid }, [
      told?.setBy ?? null,
      told?.cause ?? null,
    ]);
  }

  /** `about`: what changed, and when, as far as the violation rests on that. */
  private violation(
    check: Check,
    words: string,
    line: number,
    about: Pick<Due, 'path' | 'zxid'> | null,
    operations: readonly (Operation | null)[],
  ): void {
    const { connection } = this;
    this.violations += 1;
    const shown = [...new Set(operations.filter((operation) => operation !== null))];
    const certain = about === null || !this.mayTouch(about.path, about.zxid);
    this.report({ check, words, certain, connection, operations: shown, place: { file: connection.file, line } });
  }
}

function zxidOf(arrival: Arrival): HistoryZxid {
  return arrival.kind === 'event' ? arrival.event.zxid : (arrival.operation.reply?.zxid ?? 0);
}

/** Servers before 3.9 send no zxids with events. */
function matches(due: Due, { zxid, type, path }: EventLine): boolean {
  return due.type === type && due.path === path && (zxid === due.zxid || zxid === NO_ZXID || due.optional);
}

export function walkEvents(connection: Connection, due: DueList, mayTouch: MayTouch, report: Report): void {
  new Walk(connection, due, mayTouch, report).run();
}
