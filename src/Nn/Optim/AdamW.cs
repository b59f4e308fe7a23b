namespace PtFormat.Nn.Optim;

/// <summary>Adam that shrinks the weights themselves instead of adding to their gradients (Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101).</summary>
public sealed class AdamW : Adam
{
    /// <summary>AdamW over one group; <see cref="Optimizer.AddGroup"/> adds others.</summary>
    /// <param name="parameters">What is optimized: a model, or a group.</param>
    /// <param name="learningRate">How far a step goes.</param>
    /// <param name="betas">How much is kept of the running averages of gradients and of their squares; (0.9, 0.999) unless given.</param>
    /// <param name="eps">Added to the denominator.</param>
    /// <param name="weightDecay">By how much of the learning rate weights shrink.</param>
    /// <param name="amsgrad">True to divide by the greatest of the averages so far.</param>
    /// <param name="maximize">True to go up.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AdamW(ParameterGroup parameters, double learningRate = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weightDecay = 1e-2, bool amsgrad = false, bool maximize = false)
        : base(parameters, (object)weightDecay, learningRate, betas, eps, weightDecay, amsgrad, maximize)
    {
    }

    private protected override string TorchName => "AdamW";

    private protected override string OptionNames(TorchRelease release) => release switch
    {
        TorchRelease.Torch113 => "lr betas eps weight_decay amsgrad foreach maximize capturable",
        TorchRelease.Torch26 => "lr betas eps weight_decay amsgrad foreach maximize capturable differentiable fused",
        _ => base.OptionNames(release),
    };

    private protected override object? Usual(string option, TorchRelease release) => option == "decoupled_weight_decay" ? true : base.Usual(option, release);
}
