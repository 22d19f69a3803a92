from strategy.ui import frame
frame.show()
