/** The style sheet of the pictures: light or dark as their viewer prefers. */
export const STYLE = `
  svg { --page: #fff; --text: #2b2b33; --line: #8a8a99; --node: #fff; --light: 95%; --edge: 78%; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #1d1d24; --text: #e8e8ee; --line: #8f8fa0; --node: #2d2d37; --light: 17%; --edge: 34%; }
  }
  text { fill: var(--text); font: 17px system-ui, sans-serif; }
  .sign { font-weight: 600; }
  .title { font-weight: 600; font-size: 20px; }
  .words { font-size: 15px; }
  .label { font-size: 13px; }
  .node { fill: var(--node); stroke: var(--line); stroke-width: 2; }
  .wire { fill: none; stroke: var(--line); stroke-width: 2; }
  .head { fill: var(--line); }`;
