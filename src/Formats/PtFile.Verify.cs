using PtFormat.Pickle;

namespace PtFormat.Formats;

public sealed partial class PtFile
{
    /// <summary>
    /// Reads every record from end to end, those that no tensor uses included, and checks what can be checked: headers,
    /// checksums, lengths, and the description of every tensor. Nothing is kept in memory.
    /// </summary>
    /// <param name="progress">
    /// Told how many bytes were read so far. Large records are read by several threads: they may report at the same time, and
    /// a smaller number may arrive after a larger one.
    /// </param>
    /// <param name="cancellation">Stops between two parts of a record.</param>
    /// <returns>What is wrong; the first defect does not end the search.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PtVerification Verify(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        List<PtFormatException> problems = [];
        List<string> notChecked = [];
        int records = 0, tensors = 0;
        long bytes = 0, done = 0;
        foreach (CheckableRecord record in _content.CheckableRecords)
        {
            cancellation.ThrowIfCancellationRequested();
            records++;
            bytes += record.ByteLength;
            if (record.IsUnchecked)
                notChecked.Add(record.Name);
            Collect(() => record.Verify(read => progress?.Report(Interlocked.Add(ref done, read)), cancellation));
        }
        Collect(() => tensors = CheckTensors(e => problems.Add(e.In(Name, null))));
        return new(records, bytes, notChecked, tensors, problems);

        void Collect(Action check)
        {
            try
            {
                check();
            }
            catch (PtFormatException e)
            {
                problems.Add(e.In(Name, null));
            }
        }
    }

    // How many there are; 0 where one is wrong.
    int CheckTensors(Action<PtFormatException> wrong)
    {
        lock (_interpreting)
        {
            if (_tensors is null)
            {
                bool isSound = true;
                List<TensorEntry> found = Walker().List(Root, e =>
                {
                    isSound = false;
                    wrong(e);
                });
                if (!isSound)
                    return 0;
                _tensors = found;
            }
            return _tensors.Count;
        }
    }
}
