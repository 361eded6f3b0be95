/** Modules that PyTorch lacks, written into the file where the model needs them. */
export const supports = {
  Add: `class Add(nn.ModuleList):
    """The sum of what the branches give."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        total, *others = (branch(x) for branch in self)
        for other in others:
            total = total + other
        return total`,

  Multiply: `class Multiply(nn.ModuleList):
    """The product of what the branches give; one of [N, C, 1, 1] stretches."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        product, *others = (branch(x) for branch in self)
        for other in others:
            product = product * other
        return product`,

  Concat: `class Concat(nn.ModuleList):
    """What the branches give, joined along the channels."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([branch(x) for branch in self], dim=1)`,

  PaddedConv2d: `class PaddedConv2d(nn.Conv2d):
    """A convolution whose padding differs from side to side: (left, right, top, bottom)."""

    def __init__(self, *args, pad, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.pad = pad

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(F.pad(x, self.pad))`,

  CountedAvgPool2d: `class CountedAvgPool2d(nn.Module):
    """The sum of each window divided by its positions that count, rows[i] * columns[j]."""

    def __init__(self, kernel_size, stride, pad, rows, columns) -> None:
        super().__init__()
        self.kernel_size, self.stride, self.pad = kernel_size, stride, pad
        counts = torch.outer(torch.tensor(rows, dtype=torch.float32), torch.tensor(columns, dtype=torch.float32))
        self.register_buffer("counts", counts, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(F.pad(x, self.pad), self.kernel_size, self.stride, divisor_override=1) / self.counts`,

  BiasedBatchNorm1d: biasedBatchNorm('1d'),
  BiasedBatchNorm2d: biasedBatchNorm('2d'),
} as const;

export type Support = keyof typeof supports;

function biasedBatchNorm(rank: '1d' | '2d'): string {
  return `class BiasedBatchNorm${rank}(nn.BatchNorm${rank}):
    """Keeps the variance of each batch as it is; PyTorch keeps it n / (n - 1) times as large."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return super().forward(x)
        axes = [axis for axis in range(x.dim()) if axis != 1]
        with torch.no_grad():
            self.running_mean.lerp_(x.mean(axes), self.momentum)
            self.running_var.lerp_(x.var(axes, unbiased=False), self.momentum)
        return F.batch_norm(x, None, None, self.weight, self.bias, True, 0.0, self.eps)`;
}
