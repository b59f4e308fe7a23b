using PtFormat.Proofs;

DispatchProof.Run();
SimdProof.Run();
