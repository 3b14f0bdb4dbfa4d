"""Where officers read. Every query takes who is asking."""
