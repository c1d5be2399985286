"""What is known of PyTorch."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "immutable": "torch.device torch.dtype",
        "tensor": "torch.Tensor torch.FloatTensor torch.LongTensor",
        "rng": "torch.Generator",
    },
    models="torch.nn. torch.optim. torchmetrics. torchvision.models.",
    makes={
        "tensor": "torch",
    },
    changing={
        "model": """
            train load_state_dict zero_grad cuda cpu to half step backward eval requires_grad_
            double register_buffer register_parameter register_module add_module freeze unfreeze
        """,
    },
    quiet={
        "array": """
            numpy detach cpu unsqueeze permute contiguous clone dim norm softmax sigmoid matmul
            mm bmm topk gather unbind chunk flip
        """,
        "model": """
            state_dict parameters named_parameters children modules named_modules forward
        """,
    },
    takes_in="register",
    gives_itself="to cuda cpu half double train eval requires_grad_",
    parts="""
        state_dict parameters named_parameters children modules named_modules named_children
    """,
    views="numpy detach expand permute unsqueeze narrow",
    perhaps_views="float long contiguous type_as to_dense",
    scalars="device",
    safe="torch. torch_geometric. torchaudio. torchmetrics. torchvision.",
    changes={
        (0,): "torch.nn.utils.clip_grad_norm_ torch.nn.utils.clip_grad_value_",
    },
    shares="""
        torch.as_tensor torch.from_numpy torch.reshape torch.squeeze torch.transpose
        torch.unsqueeze torch.utils.data.DataLoader torch.utils.data.Subset
        torch.utils.data.TensorDataset torch.utils.data.random_split
    """,
    harmless="torch.cuda.is_available torch.device torch.tensor",
    draws="torch",
    opens={
        (0,): "torch.load",
        (1,): "torch.save",
    },
)
