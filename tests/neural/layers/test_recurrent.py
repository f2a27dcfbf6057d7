from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from neural.layers.recurrent import BiLSTM, lstm_step, reverse_sequences

LENGTHS = st.lists(st.integers(1, 7), min_size=1, max_size=5)


@given(LENGTHS)
def test_reversing_twice_gives_the_same_and_once_turns_each_sequence(lengths: list[int]) -> None:
    x = torch.arange(len(lengths) * 7 * 2.0).view(len(lengths), 7, 2)
    lengths_B = torch.tensor(lengths)
    once = reverse_sequences(x, lengths_B)
    assert torch.equal(reverse_sequences(once, lengths_B), x)
    for row, length in enumerate(lengths):
        assert torch.equal(once[row, :length], x[row, :length].flip(0))
        assert torch.equal(once[row, length:], x[row, length:])


@settings(deadline=None, max_examples=20)
@given(LENGTHS)
def test_bilstm_agrees_with_torch_over_packed_sequences(lengths: list[int]) -> None:
    torch.manual_seed(0)
    ours = BiLSTM(3, 4)
    theirs = nn.LSTM(3, 4, batch_first=True, bidirectional=True)
    weights = [*ours.forwards.parameters(), *ours.backwards.parameters()]
    for their, our in zip(theirs.parameters(), weights, strict=True):
        their.data.copy_(our.data)
    x, lengths_B = torch.randn(len(lengths), 7, 3), torch.tensor(lengths)
    packed = pack_padded_sequence(x, lengths_B, batch_first=True, enforce_sorted=False)
    expected, _ = pad_packed_sequence(theirs(packed)[0], batch_first=True, total_length=7)
    mask = torch.arange(7)[None] < lengths_B[:, None]
    torch.testing.assert_close(ours(x, lengths_B)[mask], expected[mask])


def test_steps_are_the_sequence() -> None:
    torch.manual_seed(0)
    lstm = nn.LSTM(3, 4, batch_first=True)
    x = torch.randn(2, 5, 3)
    h = c = torch.zeros(2, 4)
    steps = []
    for t in range(5):
        h, c = lstm_step(lstm, x[:, t], h, c)
        steps.append(h)
    torch.testing.assert_close(torch.stack(steps, 1), lstm(x)[0])


def test_the_forget_gate_starts_open() -> None:
    lstm = BiLSTM(3, 4).forwards
    assert lstm.bias_ih_l0[4:8].tolist() == [1.0] * 4
    assert lstm.bias_ih_l0.sum() == 4.0
