namespace PtFormat.Formats;

/// <summary>One line of a file's outline.</summary>
/// <param name="Depth">How many containers lie around it.</param>
/// <param name="Key">The step that leads there from the container, as Python spells it: <c>['epoch']</c>, <c>[0]</c>, <c>.lr</c>; empty for the root.</param>
/// <param name="Text">The value, shortened, or what the container is: <c>0.001</c>, <c>OrderedDict of 9</c>; empty for a tensor.</param>
/// <param name="Tensor">The tensor, where it is one.</param>
public sealed record OutlineRow(int Depth, string Key, string Text, TensorEntry? Tensor);
