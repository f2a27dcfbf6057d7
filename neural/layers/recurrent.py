"""Recurrent layers over padded batches.

Shapes: B batch, T steps, I input size, H hidden size. Mask polarity: True marks a real token.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def reverse_sequences(x_BTI: Tensor, lengths_B: Tensor) -> Tensor:
    """Each sequence turned round within its own length; the padding stays where it is. x_BTI -> x_BTI.

    With this the backward direction of a bidirectional layer runs on an ordinary padded tensor. A PackedSequence would
    do the same and miss the fast CPU kernels (5 to 20 times slower).
    """
    steps_T = torch.arange(x_BTI.size(1), device=x_BTI.device)
    reversed_BT = lengths_B[:, None] - 1 - steps_T[None, :]
    index_BT = torch.where(reversed_BT >= 0, reversed_BT, steps_T[None, :])
    return x_BTI.gather(1, index_BT[:, :, None].expand_as(x_BTI))


class BiLSTM(nn.Module):
    """A bidirectional LSTM layer (Hochreiter & Schmidhuber 1997; Schuster & Paliwal 1997).

    x_BTI, lengths_B -> h_BT(2H), where h = [forward; backward]. Padded positions hold rubbish: mask before use.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.forwards = nn.LSTM(input_size, hidden_size, batch_first=True)
        self.backwards = nn.LSTM(input_size, hidden_size, batch_first=True)
        for lstm in (self.forwards, self.backwards):
            initialise_lstm(lstm)

    def forward(self, x_BTI: Tensor, lengths_B: Tensor) -> Tensor:
        ahead_BTH, _ = self.forwards(x_BTI)
        back_BTH, _ = self.backwards(reverse_sequences(x_BTI, lengths_B))
        return torch.cat([ahead_BTH, reverse_sequences(back_BTH, lengths_B)], dim=-1)


def initialise_lstm(lstm: nn.LSTM) -> None:
    """Orthogonal recurrent weights, Xavier inputs, forget gate open (Jozefowicz et al. 2015)."""
    hidden = lstm.hidden_size
    for name, parameter in lstm.named_parameters():
        if name.startswith("weight_hh"):
            for gate in parameter.data.view(4, hidden, hidden):
                nn.init.orthogonal_(gate)
        elif name.startswith("weight_ih"):
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.zeros_(parameter)
            if name.startswith("bias_ih"):
                parameter.data[hidden : 2 * hidden] = 1.0


def lstm_step(lstm: nn.LSTM, x_BI: Tensor, h_BH: Tensor, c_BH: Tensor) -> tuple[Tensor, Tensor]:
    """One step of a one-layer LSTM, its state going in and coming out: the same numbers as `lstm` over a sequence."""
    weights: list[Tensor] = list(lstm.parameters())  # input, recurrent, their two biases: torch's own order
    h, c = torch.lstm_cell(x_BI, (h_BH, c_BH), *weights)
    return h, c
