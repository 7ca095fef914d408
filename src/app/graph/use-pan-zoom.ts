import { type Ref, shallowRef } from 'vue';
import { type View, zoomAt } from './view.js';

/** How far a finger may slip, in pixels, and it still was a click. */
const SLIP = 4;
/** Scale per pixel of the wheel, so that one notch (100) is about a fifth. */
const WHEEL = 0.0018;

interface Point {
  x: number;
  y: number;
}

export interface PanZoom {
  view: Ref<View>;
  /** True while the graph is dragged, and until the click that ends a drag is over. */
  dragging: () => boolean;
  /** Listeners for the element that shows the graph. */
  listeners: {
    pointerdown: (event: PointerEvent) => void;
    pointermove: (event: PointerEvent) => void;
    pointerup: (event: PointerEvent) => void;
    pointercancel: (event: PointerEvent) => void;
    wheel: (event: WheelEvent) => void;
  };
}

/** Moves a view by dragging, by the wheel, and by two fingers. */
export function usePanZoom(): PanZoom {
  const view: Ref<View> = shallowRef({ x: 0, y: 0, scale: 1 });
  const pointers = new Map<number, Point>();
  let slipped = false;
  let start: Point = { x: 0, y: 0 };

  const pointOf = (event: MouseEvent): Point => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const end = (event: PointerEvent) => pointers.delete(event.pointerId);
  return {
    view,
    dragging: () => slipped,
    listeners: {
      pointerdown: (event) => {
        if (event.button !== 0) return;
        const point = pointOf(event);
        if (pointers.size === 0) {
          slipped = false;
          start = point;
        }
        pointers.set(event.pointerId, point);
      },
      pointermove: (event) => {
        const before = pointers.get(event.pointerId);
        if (before === undefined) return;
        const point = pointOf(event);
        if (!slipped && Math.hypot(point.x - start.x, point.y - start.y) < SLIP) return;
        if (!slipped) {
          slipped = true;
          // Only now: a captured pointer's click would go to the graph instead of to the version.
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
        }
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
        pointers.set(event.pointerId, point);
        view.value =
          other === undefined ? moved(view.value, before, point) : pinched(view.value, before, point, other);
      },
      pointerup: end,
      pointercancel: end,
      wheel: (event) => {
        event.preventDefault();
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          const along = event.deltaX === 0 ? event.deltaY : event.deltaX;
          view.value = { ...view.value, x: view.value.x - along };
        } else {
          // Lines instead of pixels, as Firefox reports a mouse wheel.
          const pixels = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
          view.value = zoomAt(view.value, Math.exp(-pixels * WHEEL), pointOf(event));
        }
      },
    },
  };
}

function moved(view: View, from: Point, to: Point): View {
  return { ...view, x: view.x + to.x - from.x, y: view.y + to.y - from.y };
}

function pinched(view: View, from: Point, to: Point, other: Point): View {
  const distance = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
  const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
  const shifted = { ...view, x: view.x + (to.x - from.x) / 2, y: view.y + (to.y - from.y) / 2 };
  return zoomAt(shifted, distance(to) / distance(from), middle);
}
