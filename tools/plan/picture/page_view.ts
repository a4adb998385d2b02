/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.

/** What people see of a drawing. */
export interface PageView {
  /** The drawing that is shown. */
  readonly shown: () => SVGGElement;
  readonly show: (drawing: SVGGElement) => void;
  readonly scale: () => number;
  /** Moves the drawing by pixels. */
  readonly move: (x: number, y: number) => void;
  /** Enlarges the drawing around a point of the canvas, by default its middle. */
  readonly zoom: (factor: number, x?: number, y?: number) => void;
  /** Shows everything. */
  readonly fit: () => void;
  readonly center: (node: Element) => void;
  /** Moves the drawing if a box is outside of what is seen. */
  readonly reveal: (node: Element) => void;
}

/** Moves and enlarges a drawing, also by mouse, pen and finger. */
export function viewOfPage(canvas: SVGSVGElement, picture: SVGGElement): PageView {
  // A point of the picture is shown at (x + scale · its x, y + scale · its y).
  let view = { x: 0, y: 0, scale: 1 };
  let shown = picture;
  const apply = (): void => {
    shown.setAttribute('transform', `translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`);
  };
  let isFitted = false;
  const move = (x: number, y: number): void => {
    isFitted = false;
    view = { ...view, x: view.x + x, y: view.y + y };
    apply();
  };
  const zoom = (factor: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2): void => {
    isFitted = false;
    const scale = Math.min(8, Math.max(0.02, view.scale * factor));
    const by = scale / view.scale;
    view = { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
    apply();
  };
  const fit = (): void => {
    const { x, y, width, height } = shown.getBBox();
    const [roomX, roomY] = [canvas.clientWidth - 40, canvas.clientHeight - 70];
    const scale = Math.min(1.25, roomX / width, roomY / height);
    view = { scale, x: 20 + (roomX - width * scale) / 2 - x * scale, y: 20 + (roomY - height * scale) / 2 - y * scale };
    apply();
    isFitted = true;
  };
  // The panel and the window change the size of the canvas.
  new ResizeObserver(() => {
    if (isFitted) fit();
  }).observe(canvas);
  const reveal = (node: Element): void => {
    const [seen, box] = [canvas.getBoundingClientRect(), node.getBoundingClientRect()];
    const inside = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
    if (!inside) center(node);
  };
  const center = (node: Element): void => {
    const [seen, box] = [canvas.getBoundingClientRect(), node.getBoundingClientRect()];
    move((seen.left + seen.right - box.left - box.right) / 2, (seen.top + seen.bottom - box.top - box.bottom) / 2);
  };

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      zoom(Math.exp(-pixels * 0.0015), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  let drag: { x: number; y: number; moved: boolean } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false };
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag === undefined) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < 4) return;
    // Only now: a captured pointer would not click on boxes.
    if (!drag.moved) canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('moving');
    drag = { x: event.clientX, y: event.clientY, moved: true };
    move(x, y);
  });
  const drop = (): void => {
    canvas.classList.remove('moving');
    drag = undefined;
  };
  canvas.addEventListener('pointerup', drop);
  canvas.addEventListener('pointercancel', drop);

  const show = (drawing: SVGGElement): void => {
    shown = drawing;
  };
  return { shown: () => shown, show, scale: () => view.scale, move, zoom, fit, center, reveal };
}
