namespace PtFormat.KernelGenerator;

/// <summary>Everything that is generated: a test compares it with the files of the checkout.</summary>
public static class Generated
{
    public static IEnumerable<GeneratedFile> Files() =>
    [
        .. TileShape.All.Select(TileWriter.Write),
        MatrixUnitWriter.Write(isSplit: false),
        MatrixUnitWriter.Write(isSplit: true),
        RowDotsWriter.Write(),
        ConvPoolWriter.Write(),
        RecurrentRowsWriter.Write(),
        RecurrentUnitsWriter.Write(),
    ];
}
