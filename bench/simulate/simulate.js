/**
 * What one approval costs, in milliseconds on average, and what there is to pay it with.
 *
 * @typedef {object} Setting
 * @property {number} clients   each sends its next request after thinking
 * @property {number} thinkMs
 * @property {number} projects  a request is about any of them, all equally likely
 * @property {number} processes of Directus; each does one thing at a time
 * @property {number} databaseCores
 * @property {number} beforeMs  of a process, before the lock of the project is asked for: permissions, validation, answer
 * @property {number} lockedMs  of a process, while the lock is held
 * @property {number} databaseMs  of a core of the database, while the lock is held
 *
 * @typedef {object} Outcome
 * @property {number} perSecond   approvals
 * @property {number} responseMs  mean time from request to answer
 * @property {{ process: number, database: number, lock: number }} busy  shares of time, of the busiest project for the lock
 */

/** Servers that each do one job at a time, first come first served. */
class Station {
  /** @type {(() => void)[]} */
  #waiting = [];
  #free;
  busyMs = 0;

  /** @param {number} servers */
  constructor(servers) {
    this.#free = servers;
  }

  /** @param {() => void} begin called as soon as a server is free for it */
  enter(begin) {
    if (this.#free === 0) {
      this.#waiting.push(begin);
      return;
    }
    this.#free--;
    begin();
  }

  leave() {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/**
 * Plays a closed system event by event: clients think, wait for a process, for the lock of their project, for the same
 * process again and for the database, and let go of the lock. All times are exponential.
 *
 * @param {Setting} setting
 * @param {{ requests: number, seed?: number }} length requests that count; a tenth more come before, as warm-up
 * @returns {Outcome}
 */
export function simulate(setting, { requests, seed = 1 }) {
  const random = generator(seed);
  /** @param {number} mean */
  const exponential = (mean) => -mean * Math.log(1 - random());
  const events = new Events();
  const processes = Array.from({ length: setting.processes }, () => new Station(1));
  const database = new Station(setting.databaseCores);
  /** @type {Map<number, Station>} */
  const locks = new Map();
  const warmUp = Math.ceil(requests / 10);
  let answered = 0;
  let countedFrom = 0;
  let responses = 0;

  /**
   * @param {Station} station
   * @param {number} mean
   * @param {() => void} then
   */
  const serve = (station, mean, then) => {
    station.enter(() => {
      const ms = exponential(mean);
      station.busyMs += ms;
      events.after(ms, () => {
        station.leave();
        then();
      });
    });
  };
  const startOver = () => {
    countedFrom = events.now;
    responses = 0;
    for (const station of [...processes, database, ...locks.values()]) station.busyMs = 0;
  };
  const client = () => {
    events.after(exponential(setting.thinkMs), () => {
      const asked = events.now;
      const process = at(processes, random());
      const project = Math.floor(random() * setting.projects);
      const lock = locks.get(project) ?? new Station(1);
      locks.set(project, lock);
      serve(process, setting.beforeMs, () => {
        lock.enter(() => {
          const locked = events.now;
          serve(process, setting.lockedMs, () => {
            serve(database, setting.databaseMs, () => {
              lock.busyMs += events.now - locked;
              lock.leave();
              responses += events.now - asked;
              if (++answered === warmUp) startOver();
              client();
            });
          });
        });
      });
    });
  };
  for (let n = 0; n < setting.clients; n++) client();
  while (answered < warmUp + requests) events.next();

  const elapsed = events.now - countedFrom;
  const busiest = [...locks.values()].reduce((most, { busyMs }) => Math.max(most, busyMs), 0);
  const working = processes.reduce((sum, { busyMs }) => sum + busyMs, 0);
  return {
    perSecond: (requests * 1000) / elapsed,
    responseMs: responses / requests,
    busy: {
      process: working / (elapsed * setting.processes),
      database: database.busyMs / (elapsed * setting.databaseCores),
      lock: busiest / elapsed,
    },
  };
}

/** What is still to happen: a binary heap by time. */
class Events {
  now = 0;
  /** @type {{ time: number, run: () => void }[]} */
  #heap = [];

  /**
   * @param {number} ms
   * @param {() => void} run
   */
  after(ms, run) {
    const heap = this.#heap;
    const event = { time: this.now + ms, run };
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.time <= event.time) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = event;
  }

  next() {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) throw new Error('Nothing happens any more');
    if (this.#heap.length > 0) this.#sink(last);
    this.now = first.time;
    first.run();
  }

  /** @param {{ time: number, run: () => void }} event */
  #sink(event) {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const earlier = other !== undefined && other.time < one.time ? other : one;
      if (earlier.time >= event.time) break;
      heap[place] = earlier;
      place = earlier === one ? left : left + 1;
    }
    heap[place] = event;
  }
}

/**
 * @template T
 * @param {T[]} list
 * @param {number} share from 0 to below 1
 * @returns {T}
 */
function at(list, share) {
  const item = list[Math.floor(share * list.length)];
  if (item === undefined) throw new RangeError('The list is empty');
  return item;
}

/**
 * Numbers from 0 to below 1, the same for the same seed: mulberry32, as published by Tommy Ettinger (public domain).
 * @param {number} seed
 */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
