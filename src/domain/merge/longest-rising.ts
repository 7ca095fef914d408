/** The longest subsequence with rising places (patience sorting), in O(n log n). */
export function longestRising<T>(items: T[], placeOf: (item: T) => number): T[] {
  interface Link {
    item: T;
    previous: Link | undefined;
  }
  const piles: Link[] = [];
  for (const item of items) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      const top = piles[mid];
      if (top !== undefined && placeOf(top.item) < placeOf(item)) low = mid + 1;
      else high = mid;
    }
    piles[low] = { item, previous: piles[low - 1] };
  }
  const rising: T[] = [];
  for (let link = piles.at(-1); link !== undefined; link = link.previous) rising.push(link.item);
  return rising.reverse();
}
