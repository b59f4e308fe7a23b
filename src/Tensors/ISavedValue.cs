namespace PtFormat.Tensors;

/// <summary>Marks what a room above this one can save, and so may stand in a <see cref="StateDict"/>: a whole module.</summary>
interface ISavedValue;
