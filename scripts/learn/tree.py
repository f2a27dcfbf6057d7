"""Draws the tree of a beam search."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from neural.text.tokenizer import SubwordTokenizer
from scripts.learn.beam import Node, Tree
from scripts.learn.picture import GROUND, INK, MUTED, SLATE, TERRACOTTA, bare

LEAST = 0.02
"""Candidates with a smaller share of their parent's probability are left out of the picture."""


def draw_tree(axes: Axes, tree: Tree, tokenizer: SubwordTokenizer) -> None:
    """A column a step, a line a hypothesis; the winner dark, what fell out of the beam pale. Under each word its own
    probability, at the right end that of the whole."""
    winner = set(tree.finished[0].path())
    shown = [node for node in tree.nodes if _share(node) >= LEAST and node.depth <= tree.finished[0].depth]
    shown.append(tree.finished[0])
    rows = _rows(shown)
    for node in shown:
        chosen = node in winner
        colour = TERRACOTTA if chosen else SLATE if node.kept else MUTED
        x, y = node.depth, rows[node]
        if node.parent in rows:
            axes.plot([x - 1, x], [rows[node.parent], y], color=colour, linewidth=2.2 if chosen else 1, zorder=1,
                      alpha=1 if chosen or node.kept else 0.5)  # fmt: skip
        label = "end" if node is tree.finished[0] else tokenizer.pieces([node.word])[0].strip() or "·"
        axes.text(x, y, label, ha="center", va="center", fontsize=9, color=colour if not chosen else INK, zorder=3,
                  fontweight="bold" if chosen else "normal",
                  bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1.5})  # fmt: skip
        axes.annotate(f"{_share(node):.2f}", (x, y), (0, -13), textcoords="offset points", ha="center", va="center",
                      fontsize=7.5, color=colour)  # fmt: skip
    axes.set_xlim(0.4, max(node.depth for node in shown) + 0.6)
    axes.set_ylim(max(rows.values()) + 0.6, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    bare(axes)


def _share(node: Node) -> float:
    """p(word | the words before it)."""
    return math.exp(node.total - node.parent.total) if node.parent else 1.0


def _rows(shown: list[Node]) -> dict[Node, float]:
    """A line for each leaf in the order of the tree; the inner nodes go with their most probable child."""
    children: dict[Node | None, list[Node]] = {}
    for node in shown:
        parent = node.parent if node.parent in shown else None
        children.setdefault(parent, []).append(node)
    rows: dict[Node, float] = {}
    lines = iter(range(len(shown)))

    def place(node: Node) -> float:
        below = sorted(children.get(node, []), key=lambda child: -child.total)
        places = [place(child) for child in below]
        rows[node] = places[0] if places else float(next(lines))
        return rows[node]

    for root in sorted(children.get(None, []), key=lambda node: -node.total):
        place(root)
    return rows
