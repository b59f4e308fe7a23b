namespace PtFormat.Tensors;

public sealed partial class Layout
{
    /// <summary>Walks the elements in row-major order as runs of equal stride: the only strided iterator of PtFormat.</summary>
    public RunEnumerator Runs => new(this);

    /// <summary>
    /// Yields the storage position of the first element of each run. All runs of a layout have the same
    /// <see cref="Length"/> and <see cref="Stride"/>; a dense layout is one run.
    /// </summary>
    public struct RunEnumerator
    {
        readonly long[] _sizes;
        readonly long[] _strides;
        readonly long[] _index;
        long _remaining;
        bool _started;

        internal RunEnumerator(Layout layout)
        {
            List<(long Count, long Stride)> stretches = layout.Stretches();
            (Length, Stride) = stretches.Count == 0 ? (1, 1) : stretches[0];
            _sizes = [.. stretches.Skip(1).Select(s => s.Count)];
            _strides = [.. stretches.Skip(1).Select(s => s.Stride)];
            _index = new long[_sizes.Length];
            _remaining = layout.ElementCount == 0 ? 0 : layout.ElementCount / Length;
            Current = layout.Offset;
        }

        /// <summary>Elements in each run.</summary>
        public long Length { get; }

        /// <summary>Distance between neighbours in a run, in elements.</summary>
        public long Stride { get; }

        /// <summary>The storage position of the run's first element.</summary>
        public long Current { get; private set; }

        /// <summary>Steps to the next run.</summary>
        public bool MoveNext()
        {
            if (_remaining-- <= 0)
                return false;
            if (!_started)
                return _started = true;
            for (int i = 0; i < _sizes.Length; i++)
            {
                Current += _strides[i];
                if (++_index[i] < _sizes[i])
                    break;
                Current -= _strides[i] * _sizes[i];
                _index[i] = 0;
            }
            return true;
        }

        /// <summary>Itself, so that <c>foreach</c> takes it.</summary>
        public readonly RunEnumerator GetEnumerator() => this;
    }
}
