namespace PtFormat.Kernels;

/// <summary>The sizes of a recurrent layer's run.</summary>
/// <param name="Rows">All rows of the input: steps times sequences, or what is packed.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Features">Elements of an input row.</param>
/// <param name="Hidden">Elements of a gate.</param>
/// <param name="Width">Elements of the hidden state: what is projected to, else <paramref name="Hidden"/>.</param>
readonly record struct RecurrentSizes(long Rows, long Batch, long Features, long Hidden, long Width);
