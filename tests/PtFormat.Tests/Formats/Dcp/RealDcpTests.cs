using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>PyTorch loads what was written here, alone and from several processes.</summary>
[Category("Python")]
sealed class RealDcpTests
{
    const string Alone = """
        import sys, torch, warnings
        import torch.distributed.checkpoint as dcp
        warnings.filterwarnings("ignore")
        wanted = torch.load(sys.argv[2], weights_only=False)

        def empty(value):
            if isinstance(value, torch.Tensor): return torch.empty_like(value)
            if isinstance(value, dict): return {key: empty(item) for key, item in value.items()}
            if isinstance(value, list) and any(isinstance(item, (torch.Tensor, dict)) for item in value): return [empty(item) for item in value]
            return None

        def same(a, b, place=""):
            if isinstance(a, torch.Tensor):
                assert a.dtype == b.dtype and a.shape == b.shape, place
                assert a.contiguous().view(torch.uint8).equal(b.contiguous().view(torch.uint8)) if a.dim() else a.equal(b), place
            elif isinstance(a, dict):
                assert [str(key) for key in a] == [str(key) for key in b], place
                for x, y in zip(a, b): same(a[x], b[y], f"{place}.{x}")
            elif isinstance(a, (list, tuple)):
                assert type(a) is type(b) and len(a) == len(b), place
                for i, (x, y) in enumerate(zip(a, b)): same(x, y, f"{place}.{i}")
            else:
                assert type(a) is type(b) and a == b, (place, a, b)

        state = empty(wanted)
        dcp.load(state, checkpoint_id=sys.argv[1])
        same(wanted, state)
        print("loaded")
        """;

    const string Together = """
        import os, sys, tempfile, torch, warnings
        import torch.distributed as dist
        import torch.distributed.checkpoint as dcp
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.tensor import Shard, zeros

        def load(rank, folder, meeting):
            warnings.filterwarnings("ignore")
            dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
            mesh = init_device_mesh("cpu", (2,))
            state = {"w": zeros(6, 4, device_mesh=mesh, placements=[Shard(0)]), "columns": zeros(6, 4, device_mesh=mesh, placements=[Shard(1)])}
            dcp.load(state, checkpoint_id=folder)
            whole = torch.arange(24.0).view(6, 4)
            assert state["w"].to_local().equal(whole[rank * 3:rank * 3 + 3]), state["w"]
            assert state["columns"].to_local().equal(whole[:, rank * 2:rank * 2 + 2]), state["columns"]
            dist.barrier()
            os._exit(0)

        if __name__ == "__main__":
            os.environ["GLOO_SOCKET_IFNAME"] = "lo"
            with tempfile.TemporaryDirectory() as meeting:
                torch.multiprocessing.spawn(load, (sys.argv[1], meeting + "/meet"), nprocs=2)
            print("loaded")
        """;

    [Test]
    public void ItLoadsACheckpointOfOneProcess([Values("2.6", "2.14")] string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            string checkpoint = Path.Combine(folder, "checkpoint"), file = Path.Combine(folder, "whole.pt");
            StateDict state;
            using PtFile source = PtFile.Open(Repository.Path("fixtures", "checkpoint", version, "adam.pt"));
            state = new(source.StateDict("model_state_dict"));
            state = new()
            {
                ["model"] = state,
                ["bits"] = new Tensor(Tensor.From<uint>([0x7F800001, 0x80000000, 1, 0xFF800001], [4]).Storage, Layout.Dense([4]), DType.Float32),
                ["bfloat16"] = Tensor.Zeros([3], DType.BFloat16), ["scalar"] = Tensor.From<double>([2.5], []), ["empty"] = Tensor.Zeros([0, 2]),
                ["transposed"] = Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]).Transpose(0, 1), ["part"] = Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]).Narrow(1, 1, 1),
                ["list"] = new object?[] { Tensor.Zeros([1]), new StateDict { ["x"] = 1L } }, ["plain"] = new object?[] { 1L, "two", null }, ["pair"] = new TupleValue(1L, 2.5),
                ["epoch"] = 3L, ["loss"] = 0.25, ["name"] = "é", ["flag"] = true, ["nothing"] = null,
            };
            PtProducer producer = version == "2.6" ? PtProducer.Torch26 : PtProducer.Torch214;
            PtFile.SaveDcp(checkpoint, state, new PtSaveOptions { Producer = producer });
            PtFile.Save(file, state, new PtSaveOptions { Producer = producer });
            Assert.That(RealTorch.Run(version, Alone, checkpoint, file).Trim(), Is.EqualTo("loaded"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void TwoProcessesLoadTheirParts([Values("2.6", "2.14")] string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            Tensor whole = Tensor.From<float>([.. Enumerable.Range(0, 24).Select(i => (float)i)], [6, 4]);
            PtFile.SaveDcp(folder, new StateDict { ["w"] = whole, ["columns"] = whole });
            Assert.That(RealTorch.Run(version, Together, folder).Trim(), Does.EndWith("loaded"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
